"""The house stands as drawn: relations point downwards, and nothing outgrows its room."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
# Each app may point at those that stand lower, and at itself.
STOREYS = (
    {"backoffice"},
    {"accounts"},
    {"catalog"},
    {"pricing", "shipping", "payments"},
    {"groups"},
    {"customers"},
    {"orders"},
    {"storefront"},
    {"shopadmin"},
)
HEIGHT = {app: storey for storey, names in enumerate(STOREYS) for app in names}
# The one relation that may point up: the person signed in, from anywhere.
USER = "accounts.User"


def _code() -> list[Path]:
    found = [path for app in HEIGHT for path in (ROOT / app).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_relation_points_down() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not target or field.auto_created or here not in HEIGHT:
                continue
            there = target._meta.app_label
            if there not in HEIGHT or target._meta.label == USER or here == there:
                continue
            if HEIGHT[there] >= HEIGHT[here]:
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not wrong


@pytest.mark.parametrize("path", _code(), ids=_name)
def test_modules_and_functions_keep_their_size(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=_name)
def test_templates_keep_their_size_and_hold_no_style_script_or_right(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 120
    for forbidden in (" style=", " onclick=", "|safe", "perms.", "<script>", "javascript:"):
        assert forbidden not in text, forbidden
