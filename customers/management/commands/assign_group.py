"""`manage.py assign_group CODE --emails FILE`: the owners of these addresses enter a group."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich import box
from rich.table import Table

from catalog.commands import ShopCommand
from catalog.models import Shop
from customers import pasting, services
from customers.triage import JOINING, Outcome, Triage, triage
from groups.models import CustomerGroup

SHOWN = 20  # refused addresses named; the JSON counts them all


class Command(ShopCommand):
    help = (
        "Put the customers of these e-mail addresses into a group, in one act. Addresses may be"
        " separated by commas, semicolons, tabs or line breaks, with names or quotes around them."
        " Guests, disabled accounts, unknown and malformed addresses are left out and counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="the code of the group")
        parser.add_argument(
            "--emails",
            metavar="FILE",
            required=True,
            help="a text file in UTF-8; - reads the input",
        )
        parser.add_argument(
            "--make-primary",
            action="store_true",
            help="it becomes their main group, and they leave the one they have",
        )
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
        super().add_arguments(parser)

    def answer(self, shop: Shop, options: dict[str, Any]) -> str:
        group, text = _group(options["code"]), _text(options["emails"])
        report = _assigned(group, text, options["make_primary"], dry=options["dry_run"])
        if options["json"]:
            return json.dumps(_counted(report))
        return self._in_words(report, group, dry=options["dry_run"])

    def _in_words(self, report: Triage, group: CustomerGroup, *, dry: bool) -> str:
        title = _("What would happen in “%(group)s”") if dry else _("What happened in “%(group)s”")
        table = Table(box=box.SIMPLE)
        table.add_column(_("Outcome"))
        table.add_column(_("Addresses"), justify="right")
        for outcome in Outcome:
            if report.counts[outcome]:
                table.add_row(str(outcome.label), str(report.counts[outcome]))
        left_out = [row for row in report.rows if row.outcome not in JOINING]
        lines = []
        for row in left_out[:SHOWN]:
            where = _("line %(line)s") % {"line": row.entry.line}
            lines.append(f"{where} · {row.entry.text} · {row.outcome.label}")
        if len(left_out) > SHOWN:
            lines.append(_("and %(n)s more") % {"n": len(left_out) - SHOWN})
        return self.drawn(title % {"group": group}, table, *lines)


def _group(code: str) -> CustomerGroup:
    group = CustomerGroup.objects.live().filter(code=code).first()
    if group is None:
        raise CommandError(_("No group has the code “%(code)s”.") % {"code": code})
    return group


def _text(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        told = {"file": name, "why": error.strerror}
        raise CommandError(_("“%(file)s” cannot be read: %(why)s") % told) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(_("“%(file)s” is not text in UTF-8.") % {"file": name}) from None
    if next(pasting.entries(text), None) is None:
        raise CommandError(_("“%(file)s” holds no address.") % {"file": name})
    return text


def _assigned(group: CustomerGroup, text: str, primary: bool, *, dry: bool) -> Triage:
    if dry:
        return triage(text=text, group=group, primary=primary)
    return services.assign_by_email(
        group=group, text=text, primary=primary, actor=None, at=timezone.now()
    ).report


def _counted(report: Triage) -> dict[str, int]:
    """The figures of the contract; all but the entries add up to them."""
    counts: Counter[Outcome] = report.counts
    disabled = counts[Outcome.DISABLED]
    return {
        "entries": len(report.rows),
        "added": counts[Outcome.OK],
        "moved": counts[Outcome.MOVED],
        "already": counts[Outcome.ALREADY],
        "guest": counts[Outcome.GUEST],
        "unknown": counts[Outcome.UNKNOWN],
        "malformed": counts[Outcome.INVALID],
        "repeated": counts[Outcome.DUPLICATE],
        **({"disabled": disabled} if disabled else {}),
    }
