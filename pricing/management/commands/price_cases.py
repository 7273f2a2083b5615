"""Hold the engine against the figures other shops state."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pricing.cases.reading import UnreadableCasesError
from pricing.cases.running import Report, run

OUTCOMES = ("passed", "failed", "skipped")


class Command(BaseCommand):
    help = "Run neutral pricing cases through the engine; exit 1 if a figure differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = run(options["files"])
        except UnreadableCasesError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report), default=str))
        else:
            self._tell(report)
        if report.failures:
            raise SystemExit(1)

    def _tell(self, report: Report) -> None:
        for kind, counts in sorted(report.kinds.items()):
            self.stdout.write(f"{kind}: " + ", ".join(f"{counts[o]} {o}" for o in OUTCOMES))
        for failure in report.failures:
            figures = f"expected {failure.expected}, got {failure.got}"
            self.stdout.write(f"FAILED {failure.id} {failure.key}: {figures}")
        for tag, number in sorted(report.skips.items()):
            self.stdout.write(f"skipped {number} for {tag}")
        self.stdout.write(", ".join(f"{report.total(o)} {o}" for o in OUTCOMES))


def _as_json(report: Report) -> dict[str, Any]:
    totals = {outcome: report.total(outcome) for outcome in OUTCOMES}
    return totals | {
        "kinds": {
            kind: {outcome: counts[outcome] for outcome in OUTCOMES}
            for kind, counts in sorted(report.kinds.items())
        },
        "failures": [asdict(failure) for failure in report.failures],
        "skips": dict(sorted(report.skips.items())),
    }
