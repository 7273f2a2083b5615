"""`manage.py import_shop DIR`: load a shop from a folder of CSV files."""

import unicodedata
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from backoffice.loading import Counts
from storefront.importing.folder import FolderRefused, import_folder
from storefront.importing.sheets import Fault

MOST_FAULTS = 500
LONGEST_REASON = 300


class Command(BaseCommand):
    help = (
        "Load a shop from a folder of CSV files (demo/README.md describes them)."
        " Everything or nothing; a second run of the same folder changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day new groups start that name no day of their own (today)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(_("There is no folder “%(folder)s”.") % {"folder": folder})
        on = options["on"] or timezone.localdate()
        try:
            counts = self._load(folder, on, quiet=options["verbosity"] == 0)
        except FolderRefused as refusal:
            self._list(refusal.faults)
            raise CommandError(str(refusal.message)) from None
        except (DataError, IntegrityError) as error:
            told = _("The database refused the folder, so nothing was loaded: %(error)s")
            raise CommandError(told % {"error": _plain(str(error))}) from error
        if options["verbosity"]:
            for file, figures in counts.items():
                self.stdout.write(_figures(file, figures))

    def _load(self, folder: Path, on: date, *, quiet: bool) -> dict[str, Counts]:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        hidden = quiet or not console.is_terminal
        with Progress(*columns, TimeElapsedColumn(), console=console, disable=hidden) as bar:
            task = bar.add_task("", total=None)

            def tell(file: str, *, done: int, total: int) -> None:
                bar.update(task, description=file, completed=done, total=total)

            return import_folder(folder=folder, on=on, at=timezone.now(), tell=tell)

    def _list(self, faults: list[Fault]) -> None:
        for fault in faults[:MOST_FAULTS]:
            place = f"{fault.file}:{fault.line}" if fault.line else fault.file
            self.stderr.write(f"{place}: {_plain(fault.reason)}")
        if len(faults) > MOST_FAULTS:
            more = len(faults) - MOST_FAULTS
            self.stderr.write(_("… and %(more)s more") % {"more": more})


def _figures(file: str, counts: Counts) -> str:
    told = _("%(file)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged")
    return told % {
        "file": file,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
    }


def _plain(text: str) -> str:
    """The text on one line, without what would steer the terminal."""
    shown = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return shown if len(shown) <= LONGEST_REASON else f"{shown[:LONGEST_REASON]}…"
