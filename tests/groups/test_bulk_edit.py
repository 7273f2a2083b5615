"""Several groups edited at once: only what is ticked, told before, in all of them or in none."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry

from groups import services
from groups.models import CustomerGroup, PriceDisplay
from tests.conftest import SignedIn
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory

URL = "/admin-panel/groups/bulk/edit/"

pytestmark = pytest.mark.django_db


def _sent(*groups: CustomerGroup, **answers: Any) -> dict[str, Any]:
    return {"ids": [group.pk for group in groups], "_confirmed": "1", **answers}


def _asked(client: SignedIn, sent: dict[str, Any]) -> Any:
    """Send the answers, then confirm the summary shown for them."""
    page = client.post(URL, sent)
    assert page.status_code == 200, page.content.decode()
    return client.post(URL, {**sent, "asked": page.context["form"]["asked"].value()})


def _columns(group: CustomerGroup) -> dict[str, Any]:
    told = vars(CustomerGroup.objects.get(pk=group.pk))
    moving = ("_state", "version", "updated_at", "updated_by_id")
    return {name: value for name, value in told.items() if name not in moving}


def test_it_first_asks_which_fields(manager: SignedIn) -> None:
    one, two = GroupFactory(), GroupFactory()
    page = manager.post(URL, {"ids": [one.pk, two.pk]})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Modifier 2 groupes" in text
    assert text.count("Modifier ce champ\u00a0:") == 5
    assert text.count("Cochez ce qui change") == 1


def test_the_summary_comes_before_anything_is_written(manager: SignedIn) -> None:
    groups = [
        *GroupFactory.create_batch(2, discount_percent=Decimal(5), member_count=4),
        GroupFactory(discount_percent=Decimal(8)),
    ]
    before = [_columns(group) for group in groups]
    sent = _sent(*groups, change_discount_percent="on", discount_percent="8")
    page = manager.post(URL, sent)
    assert "Cochez ce qui change" not in page.content.decode()
    told = [str(impact.text) for impact in page.context["impacts"]]
    assert told == [
        "2 groupes\u00a0: réduction générale 5\u00a0% → 8\u00a0%",
        "1 groupe\u00a0: réduction générale, sans changement (8\u00a0%)",
        "8 membres concernés",
    ]
    assert [_columns(group) for group in groups] == before


def test_only_ticked_fields_are_written(manager: SignedIn) -> None:
    group = GroupFactory(discount_percent=Decimal(5))
    before = _columns(group)
    sent = _sent(
        group,
        change_discount_percent="on",
        discount_percent="12,5",
        price_display=PriceDisplay.NET,
        is_active="no",
        ends_on="2999-01-01",
    )
    done = _asked(manager, sent)
    assert (done.status_code, done["Location"]) == (303, "/admin-panel/groups/")
    assert _columns(group) == {**before, "discount_percent": Decimal("12.5")}
    assert "1 groupe enregistré" in manager.get("/admin-panel/groups/").content.decode()


def test_every_field_can_be_changed_and_each_group_remembers_it(manager: SignedIn) -> None:
    template = PriceTemplateFactory()
    groups = GroupFactory.create_batch(3)
    ticks = {f"change_{name}": "on" for name in ("price_display", "is_active", "price_template")}
    sent = _sent(
        *groups,
        **ticks,
        change_ends_on="on",
        price_display="net",
        is_active="no",
        price_template=template.pk,
        ends_on="2999-12-31",
    )
    _asked(manager, sent)
    for group in groups:
        group.refresh_from_db()
        assert (group.price_display, group.is_active, group.price_template, group.ends_on) == (
            "net",
            False,
            template,
            date(2999, 12, 31),
        )
        assert (group.version, group.updated_by) == (2, manager.user)
        entry = LogEntry.objects.get_for_object(group).first()
        assert entry.actor == manager.user
        assert set(entry.changes_dict) == {
            "price_display",
            "is_active",
            "price_template",
            "ends_on",
        }


def test_no_end_date_and_no_template_are_answers_too(manager: SignedIn) -> None:
    group = GroupFactory(ends_on="2999-01-01", price_template=PriceTemplateFactory())
    sent = _sent(
        group, change_ends_on="on", no_end="on", change_price_template="on", price_template=""
    )
    page = manager.post(URL, sent)
    told = " ".join(str(impact.text) for impact in page.context["impacts"])
    assert "01/01/2999 → Pas de date de fin" in told
    _asked(manager, sent)
    group.refresh_from_db()
    assert (group.ends_on, group.price_template) == (None, None)


def test_other_answers_than_those_summed_up_are_summed_up_again(manager: SignedIn) -> None:
    group = GroupFactory(discount_percent=Decimal(5))
    sent = _sent(group, change_discount_percent="on", discount_percent="8")
    seal = manager.post(URL, sent).context["form"]["asked"].value()
    again = manager.post(URL, {**sent, "discount_percent": "80", "asked": seal})
    assert again.status_code == 200
    assert "5\u00a0% → 80\u00a0%" in again.content.decode()
    group.refresh_from_db()
    assert group.discount_percent == 5


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "Cochez au moins un champ à modifier."),
        (
            {"change_discount_percent": "on", "discount_percent": ""},
            "Saisissez un pourcentage, par exemple",
        ),
        ({"change_discount_percent": "on", "discount_percent": "101"}, "100"),
        ({"change_discount_percent": "on", "discount_percent": "NaN"}, "Saisissez un pourcentage"),
        ({"change_price_display": "on", "price_display": "blue"}, "Ce choix n’existe plus."),
        ({"change_price_template": "on", "price_template": "9" * 40}, "Ce choix n’existe plus."),
        ({"change_is_active": "on", "is_active": "perhaps"}, "Ce choix n’existe plus."),
        ({"change_ends_on": "on"}, "Saisissez une date de fin ou cochez"),
        ({"change_ends_on": "on", "ends_on": "31/31/2026"}, "Saisissez une date comme"),
    ],
)
def test_a_wrong_answer_comes_back_and_changes_nothing(
    manager: SignedIn, answers: dict[str, Any], told: str
) -> None:
    group = GroupFactory()
    before = _columns(group)
    page = manager.post(URL, _sent(group, **answers))
    assert page.status_code == 422
    assert told in page.content.decode()
    if answers.get("discount_percent"):
        assert page.context["form"]["discount_percent"].value() == answers["discount_percent"]
    assert _columns(group) == before


def test_a_field_left_unticked_may_hold_anything(manager: SignedIn) -> None:
    group = GroupFactory()
    sent = _sent(
        group, change_is_active="on", is_active="no", discount_percent="abc", ends_on="never"
    )
    assert _asked(manager, sent).status_code == 303
    group.refresh_from_db()
    assert not group.is_active


def test_one_group_that_cannot_keeps_all_of_them_as_they_are(manager: SignedIn) -> None:
    star = GroupFactory(title_fr="Détail", is_default=True)
    late = GroupFactory(title_fr="Été", starts_on="2030-06-01")
    plain = GroupFactory()
    before = [_columns(group) for group in (star, late, plain)]
    sent = _sent(star, late, plain, change_ends_on="on", ends_on="2026-01-31")
    page = manager.post(URL, sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "«\u00a0Détail\u00a0» est le groupe par défaut\u00a0: il doit rester actif." in text
    assert "«\u00a0Été\u00a0» commence le 01/06/2030\u00a0: il ne peut pas finir avant." in text
    assert [_columns(group) for group in (star, late, plain)] == before


def test_the_service_itself_refuses_all_or_nothing(manager: SignedIn) -> None:
    star, plain = GroupFactory(is_default=True), GroupFactory()
    before = _columns(plain)
    on = date(2026, 11, 22)
    with pytest.raises(services.SomeRefuse) as refusal:
        services.change_all(
            groups=[plain, star], values={"is_active": False}, actor=manager.user, on=on
        )
    assert len(refusal.value.refusals) == 1
    CustomerGroup.objects.filter(pk=star.pk).update(is_default=False, binned_at="2026-11-22T09:00Z")
    with pytest.raises(services.GroupIsGone):
        services.change_all(
            groups=[plain, star], values={"is_active": False}, actor=manager.user, on=on
        )
    assert _columns(plain) == before


def test_all_results_means_those_of_the_filter(manager: SignedIn) -> None:
    net, other = GroupFactory(price_display="net"), GroupFactory()
    sent = {
        "_all": "1",
        "_query": "display=ht",
        "_confirmed": "1",
        "change_discount_percent": "on",
        "discount_percent": "7",
    }
    _asked(manager, sent)
    net.refresh_from_db()
    other.refresh_from_db()
    assert (net.discount_percent, other.discount_percent) == (7, 0)


def test_without_the_right_nothing_moves(viewer: SignedIn, support: SignedIn) -> None:
    group = GroupFactory()
    before = _columns(group)
    sent = _sent(group, change_is_active="on", is_active="no")
    for client in (viewer, support):
        assert client.post(URL, sent).status_code == 403
        assert 'data-testid="bulk-edit"' not in client.get("/admin-panel/groups/").content.decode()
    assert _columns(group) == before
