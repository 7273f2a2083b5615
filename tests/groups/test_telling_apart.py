"""Tags that everybody tells apart: near colours, colour-blind eyes, a free colour proposed."""

import json
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import call_command

from backoffice.colors import PALETTE, clear_color, look_alike, look_alike_to_some
from catalog import selectors as catalog
from catalog.models import Category, Channel
from customers.selectors import group_findings
from groups.health import MEANINGS, Code, Finding
from groups.models import CategoryAccess, CategoryMode, ChannelPricing, CustomerGroup
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

BLUE, PURPLE, LIME, YELLOW, RED = "#1F6FEB", "#7C3AED", "#A3D900", "#FACC15", "#DC2626"
NBSP = "\u00a0"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def _found(*codes: Code) -> list[Finding]:
    shop = catalog.shop()
    found = group_findings(shop=shop, on=catalog.today(shop=shop))
    return [one for one in found if one.code in codes]


def test_colour_blind_eyes_take_three_pairs_of_the_palette_for_one() -> None:
    pairs = combinations(PALETTE, 2)
    confused = {(one.slug, two.slug) for one, two in pairs if look_alike_to_some(one.hex, two.hex)}
    assert confused == {("blue", "purple"), ("teal", "green"), ("lime", "yellow")}
    assert not any(look_alike(one.hex, two.hex) for one, two in combinations(PALETTE, 2))


def test_a_free_colour_is_taken_for_none_of_the_used() -> None:
    assert clear_color([]) == PALETTE[0]
    used: list[str] = []
    while (free := clear_color(used)) is not None:
        assert not any(look_alike(free.hex, one) for one in used)
        assert not any(look_alike_to_some(free.hex, one) for one in used)
        used.append(free.hex)
    assert len(used) == 9


@pytest.mark.parametrize(
    ("first", "second", "code", "free"),
    [
        (BLUE, "#1F6FE0", Code.COLOUR_CLASH, "azur"),
        (RED, RED.lower(), Code.COLOUR_CLASH, "bleu"),
        (BLUE, PURPLE, Code.COLOUR_CLASH_TO_SOME, "azur"),
        (LIME, YELLOW, Code.COLOUR_CLASH_TO_SOME, "bleu"),
    ],
)
def test_colours_that_are_mistaken_are_found_with_one_that_is_not(
    first: str, second: str, code: Code, free: str
) -> None:
    other = GroupFactory(color=first, title_fr="Amis")
    group = GroupFactory(color=second)
    (found,) = _found(Code.COLOUR_CLASH, Code.COLOUR_CLASH_TO_SOME)
    assert (found.code, found.group, found.field) == (code, group, "color")
    assert f"«{NBSP}{other.title}{NBSP}»" in found.text
    assert found.fix == f"Choisir une autre couleur{NBSP}: {free} est libre"
    group.color = "#F97316"
    group.save()
    assert not _found(Code.COLOUR_CLASH, Code.COLOUR_CLASH_TO_SOME)


def test_the_form_says_it_beside_the_colour_as_soon_as_it_is_chosen(manager: SignedIn) -> None:
    GroupFactory(color=BLUE, title_fr="Amis")
    group = GroupFactory(color=RED)
    assert "color-twin" not in manager.get(group.get_absolute_url()).content.decode()
    for url in (group.get_absolute_url(), "/admin-panel/groups/new/"):
        told = manager.post(f"{url}?color=1", typed(color=PURPLE)).content.decode()
        assert "<html" not in told
        assert f"Les daltoniens ne distinguent pas cette couleur de celle de «{NBSP}Amis" in told
        assert "Azur est libre." in told
        near = manager.post(f"{url}?color=1", typed(color="other", color_other="#1F6FE0"))
        assert "Cette couleur peut être confondue" in near.content.decode()
        none = manager.post(f"{url}?color=1", typed(color="other", color_other="<b>"))
        assert "color-twin" not in none.content.decode()
    assert CustomerGroup.objects.get(pk=group.pk).color == RED
    assert CustomerGroup.objects.count() == 2
    manager.post(group.get_absolute_url(), typed(group, color=PURPLE))
    assert 'data-testid="color-twin"' in manager.get(group.get_absolute_url()).content.decode()


def test_a_group_is_not_its_own_twin(manager: SignedIn) -> None:
    group = GroupFactory(color=BLUE)
    assert "color-twin" not in manager.get(group.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("labels", "field"),
    [
        ({"public_label_fr": "Pro"}, "public_label_en"),
        ({"public_label_en": "Pro"}, "public_label_fr"),
        ({}, None),
        ({"public_label_fr": "Pro", "public_label_en": "Pro"}, None),
        ({"public_label_fr": "Pro", "is_visible": False}, None),
    ],
)
def test_a_public_label_in_one_language_is_found(labels: dict, field: str | None) -> None:
    group = GroupFactory(**labels)
    found = _found(Code.PUBLIC_LABEL_IN_ONE_LANGUAGE)
    assert [(one.group, one.field) for one in found] == ([(group, field)] if field else [])


def test_names_labels_and_contacts_do_not_make_two_groups_different(
    manager: SignedIn,
) -> None:
    first = GroupFactory(public_label_fr="Pro", contact_email="a@shop.example", is_visible=False)
    group = GroupFactory(contact_name="Zoé")
    assert [one.group for one in _found(Code.IDENTICAL_GROUPS)] == [group]
    shelf: Category = CategoryFactory()
    CustomerGroup.objects.update(category_mode=CategoryMode.ONLY)
    assert len(_found(Code.IDENTICAL_GROUPS)) == 1
    tick = CategoryAccess.objects.create(group=group, category=shelf)
    assert not _found(Code.IDENTICAL_GROUPS)
    tick.delete()
    channel = Channel.objects.create(code="counter", title="Comptoir")
    ChannelPricing.objects.create(group=first, channel=channel, is_on=False)
    assert not _found(Code.IDENTICAL_GROUPS)


def test_every_code_says_what_it_means() -> None:
    assert set(MEANINGS) == set(Code)
    out = StringIO()
    call_command("check_groups", codes=True, json=True, language="en", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) == {code.value for code in Code}
    assert told["identical_groups"] == "Two groups grant exactly the same."
    out = StringIO()
    call_command("check_groups", codes=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(Code)
    assert any(
        line.startswith("colour_clash ") and line.endswith("presque les mêmes.") for line in lines
    )
