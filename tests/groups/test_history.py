"""What happened to a group, in words."""

from datetime import UTC, datetime

import pytest

from catalog.models import VatRate
from customers.models import Customer, Way
from customers.services import assign, remove
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_each_change_is_told_with_its_field_before_and_after(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="", discount_percent="5")
    rate = VatRate.objects.get(vat_class__code="standard", country="FR", region="")
    changes = {
        "title_fr": "Les amis",
        "discount_percent": "8",
        "vat_mode": "own",
        "vat_rate": rate.pk,
        "price_display": "net",
        "is_active": None,
    }
    manager.post(group.get_absolute_url(), typed(group, **changes))
    answer = manager.get(f"{group.get_absolute_url()}history/")
    changed, created = answer.context["days"][0].events
    assert created.verb == "a créé cette fiche"
    assert changed.who == "Camille Dubreuil"
    assert {(str(one.label), one.before, one.after) for one in changed.changes} == {
        ("Titre (français)", "Amis", "Les amis"),
        ("Réduction générale (%)", "5\u00a0%", "8\u00a0%"),
        ("TVA", "Taux de la boutique", "Taux propre au groupe"),
        ("Taux de TVA", "—", "TVA 20\u00a0% · Taux normal · France"),
        ("Affichage des prix", "Comme la boutique", "HT"),
        ("Groupe actif", "Oui", "Non"),
    }


def test_members_come_and_go_in_one_line_with_their_number(manager: SignedIn) -> None:
    group = GroupFactory()
    everyone = Customer.objects.filter(pk__in=[CustomerFactory().pk for _n in range(12)])
    assign(group=group, customers=everyone, actor=manager.user, way=Way.PICKER, at=NOW)
    one = everyone.filter(pk=everyone[0].pk)
    remove(group=group, customers=one, actor=manager.user, way=Way.RECORD, at=NOW)
    answer = manager.get(f"{group.get_absolute_url()}history/")
    left, came, _created = answer.context["days"][0].events
    assert came.who == "Camille Dubreuil"
    assert came.verb == "a ajouté 12 membres (Onglet Utilisateurs)"
    assert left.verb == "a retiré 1 membre (Fiche client)"
    page = answer.content.decode()
    assert "a ajouté 12 membres" in page


def test_the_history_needs_the_right_to_see_groups(viewer: SignedIn, staff: Staff) -> None:
    url = f"{GroupFactory().get_absolute_url()}history/"
    assert viewer.get(url).status_code == 200
    assert viewer.post(url).status_code == 403
    assert staff("customers.view_customer").get(url).status_code == 403
    assert viewer.get(f"{url}?page=1e999").status_code == 200
