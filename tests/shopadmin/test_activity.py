"""The activity log: who did what, told to those who may know, field by field."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services.traces import note
from backoffice import services as kit
from customers.models import Customer, Way
from customers.services import assign
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ChannelFactory, ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory
from tests.groups.forms import typed
from tests.groups.test_history import NOW

HOME = "/admin-panel/"
LOG = "/admin-panel/settings/activity/"
READ = "auditlog.view_logentry"

pytestmark = pytest.mark.django_db


def _lines(client: SignedIn, query: str = "") -> list[tuple[str, str, str, str]]:
    page = client.get(f"{LOG}{query}")
    assert page.status_code == 200
    lines = page.context["lines"]
    return [(one.event.who, str(one.verb), one.name, one.event.source) for one in lines]


def _names(client: SignedIn, query: str = "") -> list[str]:
    return [name for _who, _verb, name, _source in _lines(client, query)]


def _text(client: SignedIn) -> str:
    answer: Any = client.get(f"{LOG}?format=csv")
    return b"".join(answer.streaming_content).decode()


def _rows(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_each_act_says_who_what_on_what_and_by_which_way(owner: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis")
    people = Customer.objects.filter(pk=CustomerFactory(last_name="Roy").pk)
    assign(group=group, customers=people, actor=None, way=Way.IMPORT, at=NOW)
    owner.post(group.get_absolute_url(), typed(group, discount_percent="8"))
    changed, joined = _lines(owner, "?kind=groups.customergroup&action=1")
    assert changed == (str(owner.user), "a modifié", "Amis", "Panneau")
    assert joined == ("La boutique", "a ajouté 1 membre (Importation)", "Amis", "Importation")
    page = owner.get(LOG).content.decode()
    assert 'data-testid="page-LG1"' in page
    assert f'href="/admin-panel/groups/{group.pk}/">Amis</a>' in page
    assert "Réduction générale" in page


def test_the_log_speaks_the_reader_s_language(owner: SignedIn) -> None:
    GroupFactory(title_fr="Amis")
    assert "a créé" in owner.get(LOG).content.decode()
    owner.post("/admin-panel/prefs/", {"language": "en"})
    page = owner.get(LOG).content.decode()
    for told in (">created</div>", "Command line", "The shop"):
        assert told in page
    assert "this record" not in page


def test_what_is_gone_is_named_without_a_link(owner: SignedIn) -> None:
    product = ProductFactory(title_fr="Carnet")
    kit.delete(row=product)
    page = owner.get(LOG).content.decode()
    assert _names(owner, "?kind=catalog.product") == ["Carnet", "Carnet"]
    assert f"/admin-panel/products/{product.pk}/" not in page


def test_a_group_in_the_bin_is_looked_for_in_the_bin(owner: SignedIn) -> None:
    kept, lost = GroupFactory(title_fr="Amis"), GroupFactory(title_fr="Anciens")
    for group, days in ((kept, 2), (lost, 31)):
        group.binned_at = timezone.now() - timedelta(days=days)
        group.save()
    for where in (LOG, HOME):
        page = owner.get(where).content.decode()
        assert 'href="/admin-panel/groups/bin/">Amis</a>' in page, where
        assert "Anciens" in page
        assert "Anciens</a>" not in page
        assert f"/admin-panel/groups/{kept.pk}/" not in page


def test_lines_about_different_kinds_of_things_stand_together(owner: SignedIn) -> None:
    customer, product, group = CustomerFactory(), ProductFactory(), GroupFactory()
    channel, template = ChannelFactory(), PriceTemplateFactory()
    Customer.objects.get(pk=customer.pk).delete()
    kept = CustomerFactory(last_name="Roy")
    kept.phone = "0102030405"
    kept.save()
    for address in (HOME, LOG):
        page = owner.get(address).content.decode()
        assert f'href="/admin-panel/customers/{kept.pk}/"' in page
        assert f'href="/admin-panel/products/{product.pk}/"' in page
        assert f'href="{group.get_absolute_url()}"' in page
        assert f'href="/admin-panel/settings/channels/{channel.pk}/"' in page
        assert f'href="/admin-panel/price-templates/{template.pk}/"' in page
        assert f'href="/admin-panel/customers/{customer.pk}/"' not in page


def test_a_customer_s_account_leads_to_no_page_of_the_staff(owner: SignedIn) -> None:
    customer = UserFactory(first_name="Léa", last_name="Roy")
    note(row=customer, action=LogEntry.Action.CREATE, changes={}, actor=None)
    assert f"/admin-panel/settings/staff/{customer.pk}/" not in owner.get(LOG).content.decode()


def test_the_log_is_narrowed(owner: SignedIn, manager: SignedIn) -> None:
    GroupFactory(title_fr="Amis")
    product = ProductFactory(title_fr="Carnet")
    group = GroupFactory(title_fr="Autres")
    manager.post(group.get_absolute_url(), typed(group, discount_percent="8"))
    LogEntry.objects.filter(object_pk=str(product.pk)).update(timestamp=NOW.replace(year=2020))
    assert _names(owner, f"?actor={manager.user.pk}") == ["Autres"]
    assert _names(owner, "?kind=catalog.product") == ["Carnet"]
    assert _names(owner, "?q=amis") == ["Amis"]
    assert _names(owner, "?source=panel") == ["Autres"]
    assert "Carnet" not in _names(owner, "?since=2021-01-01")
    assert _names(owner, "?until=2021-01-01&kind=catalog.product") == ["Carnet"]


@pytest.mark.parametrize(
    "query",
    [
        "?kind=x&actor=y&action=9&source=z",
        "?since=9999-12-31&until=0001-01-01",
        "?since=x&q=%00",
        "?actor=99999999999999999999",
        "?sort=-nothing&page=1e999&per=7",
        "?until=9999-12-31&format=pdf",
    ],
)
def test_a_nonsense_address_never_breaks_the_log(owner: SignedIn, query: str) -> None:
    GroupFactory()
    assert owner.get(f"{LOG}{query}").status_code == 200


def test_it_is_read_only_and_only_by_those_who_may(
    owner: SignedIn, manager: SignedIn, viewer: SignedIn
) -> None:
    GroupFactory()
    before = list(LogEntry.objects.values())
    for client, status in ((owner, 405), (manager, 403), (viewer, 403)):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(LOG).status_code == status
    assert manager.get(LOG).status_code == 403
    assert manager.get(f"{LOG}?format=csv").status_code == 403
    assert list(LogEntry.objects.values()) == before


def test_nothing_is_told_of_things_the_reader_may_not_see(staff: Staff, owner: SignedIn) -> None:
    GroupFactory(title_fr="Amis")
    CustomerFactory(last_name="Roy")
    ProductFactory(title_fr="Carnet")
    reader = staff(READ, "catalog.view_product")
    assert _names(reader) == ["Carnet"]
    home = reader.get(HOME).content.decode()
    assert ("Carnet" in home, "Amis" in home, "Roy" in home) == (True, False, False)
    assert _names(reader, "?kind=groups.customergroup") == ["Carnet"]
    text = _text(reader)
    assert "Amis" not in text
    assert "Roy" not in text
    assert "Clients" not in str(reader.get(LOG).context["filter"].form["kind"])
    assert len(_names(owner)) >= 3


def test_costs_are_told_to_those_who_see_costs(staff: Staff) -> None:
    product = ProductFactory(title_fr="Carnet", cost="47.11")
    product.cost = "48.22"
    product.save()
    for rights, told in ((("pricing.view_cost",), True), ((), False)):
        reader = staff(READ, "catalog.view_product", *rights)
        page = reader.get(LOG).content.decode()
        text = _text(reader)
        assert ("48,22" in page, "48,22" in text) == (told, told)
        assert ("48.22" in page, "48.22" in text) == (False, False)


def test_the_file_has_every_line_and_no_formula(owner: SignedIn) -> None:
    for title in ("=1+1", "@amis", "-5", "+33"):
        GroupFactory(title_fr=title)
    rows = _rows(owner.get(f"{LOG}?format=csv&kind=groups.customergroup"))
    assert rows[0] == ["Date", "Personne", "Action", "Objet", "Détail", "Source"]
    assert len(rows) == 5
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_log_asks_as_often_for_a_full_page_as_for_three_lines(owner: SignedIn) -> None:
    def _asked() -> int:
        owner.get(f"{LOG}?per=100")
        with CaptureQueriesContext(connection) as asked:
            owner.get(f"{LOG}?per=100")
        return len(asked)

    def _life(times: int) -> None:
        for _time in range(times):
            group = GroupFactory()
            group.discount_percent = 8
            group.save()
            ProductFactory()
            CustomerFactory()

    _life(1)
    few = _asked()
    _life(24)
    assert _asked() == few
    assert few <= 13


def test_a_request_leaves_its_reference_on_its_lines(owner: SignedIn) -> None:
    group = GroupFactory()
    owner.post(group.get_absolute_url(), typed(group, discount_percent="8"))
    written = LogEntry.objects.filter(actor=owner.user).values_list("cid", flat=True)
    assert all(written)
    assert len(set(written)) == 1
