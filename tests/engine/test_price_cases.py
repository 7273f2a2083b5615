"""`manage.py price_cases` holds the engine against figures other shops state."""

import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pricing.cases.features import missing_feature
from pricing.cases.reading import cases_of

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"

CASE: dict[str, Any] = {
    "id": "own-1",
    "kind": "group_discount",
    "honour": "must",
    "needs": ["level:total", "cond:groups", "cart:percent/order", "shipping_tax"],
    "prices_include_tax": False,
    "rounding": {
        "mode": "half_up",
        "level": "total",
        "catalog_unit": "half_up",
        "discounted_line": "half_up",
        "proration": "largest_remainder",
    },
    "customer": {"group": "wholesale"},
    "promotions": [
        {
            "id": "ten",
            "type": "percent",
            "value": "10",
            "scope": "order",
            "conditions": {"groups": ["wholesale"]},
        }
    ],
    "shipping": {"method": "post", "fee": "5", "tax_rates": [{"code": "vat", "rate": "20"}]},
    "lines": [
        {
            "sku": "x",
            "qty": 2,
            "unit_price": "10.00",
            "tax_rates": [{"code": "vat", "rate": "20"}],
        }
    ],
    "expected": {
        "order_net": "23.00",
        "order_gross": "27.60",
        "discount_net": "2.00",
        "tax_by_rate": {"vat": {"base": "23.00", "amount": "4.60"}},
        "applied": ["ten"],
        "lines": {"x": {"net": "18.00", "discount": "2.00"}},
    },
    "tolerance": "0.00",
}


def written(folder: Path, *cases: Mapping[str, Any]) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps({"schema": "golden-pricing/1", "cases": cases}))
    return path


def report_on(*paths: Path) -> tuple[dict[str, Any], int]:
    out, code = StringIO(), 0
    try:
        call_command("price_cases", *map(str, paths), "--json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue()), code


def test_a_case_whose_figures_are_reached_passes(tmp_path: Path) -> None:
    report, code = report_on(written(tmp_path, CASE))
    assert code == 0
    assert report == {
        "passed": 1,
        "failed": 0,
        "skipped": 0,
        "kinds": {"group_discount": {"passed": 1, "failed": 0, "skipped": 0}},
        "failures": [],
        "skips": {},
    }


def test_what_a_case_does_not_say_is_our_own_way(tmp_path: Path) -> None:
    short = {"id": "own-2", "kind": "short", "lines": [{"sku": "x", "unit_price": "9.99"}]}
    report, _code = report_on(written(tmp_path, short | {"expected": {"order_gross": "9.99"}}))
    assert (report["passed"], report["failures"]) == (1, [])


def test_a_wrong_figure_is_named_and_the_command_fails(tmp_path: Path) -> None:
    wrong = CASE | {"expected": {"order_net": "23.00", "lines": {"x": {"net": "18.03"}}}}
    report, code = report_on(written(tmp_path, CASE, wrong))
    assert code == 1
    assert (report["passed"], report["failed"]) == (1, 1)
    assert report["failures"] == [
        {"id": "own-1", "key": "lines.x.net", "expected": "18.03", "got": "18.00"}
    ]


def test_terms_without_a_price_fail_and_do_not_stop_the_others(tmp_path: Path) -> None:
    negative = CASE | {"lines": [CASE["lines"][0] | {"unit_price": "-1"}]}
    report, code = report_on(written(tmp_path, negative, CASE))
    assert (code, report["passed"], report["failed"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "tag"),
    [
        ({"needs": ["surcharges"]}, "surcharges"),
        ({"needs": ["a feature of tomorrow"]}, "a feature of tomorrow"),
        ({"honour": "peer_only"}, "honour:peer_only"),
        ({"setup": {"tax_base": "before_discount"}}, "setup:tax_base"),
        (
            {"promotions": [CASE["promotions"][0] | {"targets": {"skus": ["x"]}}]},
            "cart:percent/order+target:skus",
        ),
        (
            {"lines": [CASE["lines"][0] | {"tax_rates": [{"code": "t", "compound": True}]}]},
            "compound_taxes",
        ),
    ],
)
def test_a_case_is_skipped_on_a_feature_the_engine_is_not_meant_to_have(
    tmp_path: Path, change: dict[str, Any], tag: str
) -> None:
    report, code = report_on(written(tmp_path, CASE | change))
    assert (code, report["skipped"], report["skips"]) == (0, 1, {tag: 1})


def test_people_read_the_same_counts(tmp_path: Path) -> None:
    out = StringIO()
    wrong = CASE | {"expected": {"order_net": "1"}}
    path = written(tmp_path, CASE, wrong, CASE | {"needs": ["surcharges"]})
    with pytest.raises(SystemExit):
        call_command("price_cases", str(path), stdout=out)
    assert out.getvalue().splitlines() == [
        "group_discount: 1 passed, 1 failed, 1 skipped",
        "FAILED own-1 order_net: expected 1, got 23.00",
        "skipped 1 for surcharges",
        "1 passed, 1 failed, 1 skipped",
    ]


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": "other"}'])
def test_a_file_without_cases_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=r"other\.json"):
        call_command("price_cases", str(path))


@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the golden cases are not beside the project")
def test_no_golden_figure_differs_and_most_of_the_musts_are_run() -> None:
    paths = sorted(GOLDEN.glob("*.json"))
    report, code = report_on(*paths)
    assert report["failures"] == []
    assert code == 0
    cases = [case for path in paths for case in cases_of(path)]
    run = [case for case in cases if missing_feature(case) is None]
    assert report["passed"] == len(run)
    assert sum(case.honour == "must" for case in run) >= 195
