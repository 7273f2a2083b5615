"""What commands about the open shop share: its language, figures for programs, tables, days."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console, RenderableType

from backoffice.services import ShopRefusal
from catalog import selectors as catalog
from catalog.models import Shop

WIDTH = 110  # where the output is not a terminal


class ShopCommand(BaseCommand):
    """A command in the language of the shop, or in the one asked for; a refusal is its error."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=("fr", "en"), help="the shop's own by default")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shop = catalog.shop()
        except catalog.ShopIsNotOpen as closed:
            raise CommandError(str(closed)) from None
        with translation.override(options["language"] or shop.default_language):
            try:
                self.stdout.write(self.answer(shop, options))
            except ShopRefusal as refusal:
                raise CommandError(str(refusal.message)) from None

    def answer(self, shop: Shop, options: dict[str, Any]) -> str:
        """What the command prints."""
        raise NotImplementedError

    def drawn(self, *parts: RenderableType) -> str:
        """Tables as wide as the terminal, texts as they are, one below the other."""
        terminal = self.stdout.isatty()
        console = Console(no_color=not terminal, width=None if terminal else WIDTH, highlight=False)
        with console.capture() as told:
            for part in parts:
                console.print(part, markup=False, soft_wrap=isinstance(part, str))
        return told.get().rstrip("\n")


def typed_day(text: str) -> date:
    """The day a person wrote, like 2026-11-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        told = _("“%(text)s” is not a day. Write it like 2026-11-22.")
        raise ShopRefusal(told % {"text": text}) from None
