"""`manage.py bench`: how fast the shop is, beside the least its work could cost."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.table import Table

from catalog import selectors as catalog
from shopadmin.benches import SCALES, Disagreement, Figures, run

WIDTH = 110  # where the output is not a terminal


class Command(BaseCommand):
    help = (
        "Measure the shop against floors taken in the same run, as ratios. It builds rows of its"
        " own in a transaction and rolls it back, so that nothing of the shop changes; meanwhile"
        " nobody else can write on SQLite, nor read memberships on PostgreSQL. The exit code is 1"
        " when a goal is missed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=tuple(SCALES), default="small")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalog.shop()
            found = run(scale=SCALES[options["scale"]])
        except (catalog.ShopIsNotOpen, Disagreement) as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"benches": list(map(asdict, found))}, indent=2))
        else:
            self.stdout.write(self._table(found))
        if not all(one.reached for one in found):
            raise SystemExit(1)

    def _table(self, found: list[Figures]) -> str:
        table = Table(box=box.SIMPLE)
        table.add_column("Bench")
        for label in ("Ours (ms)", "Floor (ms)", "Ratio", "Goal", "Queries", "At most"):
            table.add_column(label, justify="right")
        table.add_column("")
        for one in found:
            table.add_row(
                one.name,
                f"{one.ours_ms:.3f}",
                f"{one.floor_ms:.3f}",
                f"{one.ratio:.2f}",
                "—" if one.goal is None else f"≤ {one.goal:g}",
                str(one.queries),
                "—" if one.most_queries is None else str(one.most_queries),
                "reached" if one.reached else "missed",
            )
        terminal = self.stdout.isatty()
        console = Console(no_color=not terminal, width=None if terminal else WIDTH, highlight=False)
        with console.capture() as told:
            console.print(table)
        return told.get().rstrip("\n")
