"""`manage.py check_groups`: what is wrong with the groups; a failing exit code on errors."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from rich import box
from rich.table import Table

from backoffice.parts import panel_url
from catalog import selectors as catalog
from catalog.commands import ShopCommand, typed_day
from catalog.models import Shop
from customers.selectors import group_findings
from groups.health import MEANINGS, Finding, Severity


class Command(ShopCommand):
    help = (
        "Look for conflicts in the terms of the customer groups: prices below cost, terms that"
        " have no effect, dates about to end, groups alike. The exit code is 1 when there are"
        " errors, 0 when there are only warnings. Dates are YYYY-MM-DD; today is the shop's own."
    )
    failed = False  # once errors are found

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="on this day (today)")
        parser.add_argument("--codes", action="store_true", help="what each code means, no search")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["codes"]:
            with translation.override(options["language"] or "fr"):
                self.stdout.write(_meanings(as_json=options["json"]))
            return
        super().handle(*args, **options)
        if self.failed:
            raise SystemExit(1)

    def answer(self, shop: Shop, options: dict[str, Any]) -> str:
        on = typed_day(options["on"]) if options["on"] else catalog.today(shop=shop)
        found = group_findings(shop=shop, on=on)
        counts = {one.value: 0 for one in Severity}
        for finding in found:
            counts[finding.severity.value] += 1
        self.failed = bool(counts[Severity.ERROR.value])
        if not options["json"]:
            return self._in_words(found)
        told = {"on": on.isoformat(), "counts": counts, "findings": list(map(_row, found))}
        return json.dumps(told, ensure_ascii=False, indent=2)

    def _in_words(self, found: tuple[Finding, ...]) -> str:
        if not found:
            return _("Nothing to report")
        table = Table(box=box.SIMPLE)
        for label in (_("Severity"), _("Group"), _("Finding"), _("What to do")):
            table.add_column(label)
        for one in found:
            table.add_row(
                str(one.severity.label), one.group.title if one.group else "—", one.text, one.fix
            )
        return self.drawn(table)


def _meanings(*, as_json: bool) -> str:
    """Every code with what it means, in alphabetical order."""
    told = {code.value: str(MEANINGS[code]) for code in sorted(MEANINGS)}
    if as_json:
        return json.dumps(told, ensure_ascii=False, indent=2)
    width = max(map(len, told))
    return "\n".join(f"{code.ljust(width)}  {text}" for code, text in told.items())


def _row(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code.value,
        "severity": one.severity.value,
        "group": (one.group.code or str(one.group.pk)) if one.group else None,
        "text": one.text,
        "fix": one.fix,
        "url": panel_url(one.page, *one.args),
    }
