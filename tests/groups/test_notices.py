"""A new shared group: the staff of the channels are told, on their first page and by mail."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Channel, Shop
from groups.models import ChannelPricing, CustomerGroup, GroupNotice
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ChannelFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

HOME = "/admin-panel/"
NEW = "/admin-panel/groups/new/"


@pytest.fixture
def counter(shop: Shop) -> Channel:
    made: Channel = ChannelFactory(title_fr="Comptoir", title_en="Counter")
    return made


def works_at(client: SignedIn, *channels: Channel) -> SignedIn:
    for channel in channels:
        channel.staff.add(client.user)
    return client


def readers() -> set[User]:
    return {notice.reader for notice in GroupNotice.objects.select_related("reader")}


def notice(group: CustomerGroup, client: SignedIn) -> GroupNotice:
    return GroupNotice.objects.create(group=group, reader=client.user)


def test_the_staff_of_the_channels_are_told_but_not_the_author(
    manager: SignedIn, staff: Staff, counter: Channel
) -> None:
    closed = ChannelFactory(is_active=False)
    works_at(manager, counter)
    there, elsewhere = works_at(staff("viewer"), counter), works_at(staff("viewer"), closed)
    both = works_at(staff("support"), counter, Channel.objects.get(code="web"))
    nowhere, blind = staff("viewer"), works_at(staff("catalog.view_product"), counter)
    gone = UserFactory(is_staff=True, is_active=False)
    counter.staff.add(gone)
    assert manager.post(NEW, typed()).status_code == 303
    assert readers() == {there.user, both.user}
    assert not readers() & {manager.user, elsewhere.user, nowhere.user, blind.user, gone}


def test_changing_a_group_tells_nobody(manager: SignedIn, staff: Staff, counter: Channel) -> None:
    works_at(staff("viewer"), counter)
    group = GroupFactory()
    assert manager.post(group.get_absolute_url(), typed(group)).status_code == 303
    assert not GroupNotice.objects.exists()


def test_a_group_that_is_refused_tells_nobody(
    manager: SignedIn, staff: Staff, counter: Channel, mailoutbox: list[Any]
) -> None:
    works_at(staff("viewer"), counter)
    assert manager.post(NEW, typed(title_fr="")).status_code == 422
    assert not GroupNotice.objects.exists()
    assert not mailoutbox


def test_the_mail_speaks_the_readers_language(
    manager: SignedIn,
    staff: Staff,
    counter: Channel,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    french, english = works_at(staff("viewer"), counter), works_at(staff("viewer"), counter)
    User.objects.filter(pk=english.user.pk).update(language="en")
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(NEW, typed(title_fr="Grossistes", title_en="Wholesalers"))
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert subjects == {
        french.user.email: "Nouveau groupe partagé\u00a0: Grossistes · Ma boutique",
        english.user.email: "New shared group: Wholesalers · Ma boutique",
    }
    assert "Camille Dubreuil a créé le groupe" in mailoutbox[0].body


def test_no_mail_leaves_before_the_group_is_there(
    manager: SignedIn, staff: Staff, counter: Channel, mailoutbox: list[Any]
) -> None:
    works_at(staff("viewer"), counter)
    manager.post(NEW, typed())  # the test's transaction never commits
    assert readers()
    assert not mailoutbox


def test_it_waits_on_the_first_page_until_it_is_read(
    manager: SignedIn, staff: Staff, counter: Channel
) -> None:
    reader = works_at(staff("viewer"), counter)
    assert 'data-testid="notices"' not in reader.get(HOME).content.decode()
    manager.post(NEW, typed(title_fr="Grossistes"))
    text = reader.get(HOME).content.decode()
    assert "Nouveau groupe partagé\u00a0: Grossistes, créé par Camille Dubreuil" in text
    assert 'data-testid="badge-home">1<' in reader.get("/admin-panel/groups/").content.decode()
    assert "Ignorer ses prix" not in text  # looking is not enough to decide that
    assert 'data-testid="notices"' not in manager.get(HOME).content.decode()
    mine = GroupNotice.objects.get()
    assert reader.post(f"/admin-panel/notices/{mine.pk}/read/").status_code == 303
    text = reader.get(HOME).content.decode()
    assert 'data-testid="notices"' not in text
    assert "badge-home" not in text


def test_its_prices_are_ignored_in_the_readers_channel(staff: Staff, counter: Channel) -> None:
    reader, group = works_at(staff("manager"), counter), GroupFactory(title_fr="Pros")
    mine = notice(group, reader)
    assert "Ignorer ses prix à Comptoir" in reader.get(HOME).content.decode()
    ignore = f"/admin-panel/notices/{mine.pk}/ignore/{counter.pk}/"
    before = group.version
    LogEntry.objects.all().delete()
    assert reader.post(ignore).status_code == 303
    assert list(ChannelPricing.objects.values_list("group", "channel", "is_on")) == [
        (group.pk, counter.pk, False)
    ]
    group.refresh_from_db()
    assert group.version == before + 1
    assert LogEntry.objects.filter(object_repr="Pros").exists()
    text = reader.get(HOME).content.decode()
    assert "Ignorer ses prix" not in text
    assert "prix ignorés dans «\u00a0Comptoir\u00a0»" in text
    assert reader.post(ignore).status_code == 303
    assert ChannelPricing.objects.count() == 1


def test_nobody_acts_on_the_notice_of_another_or_in_a_channel_not_theirs(
    staff: Staff, counter: Channel
) -> None:
    reader, other = works_at(staff("manager"), counter), staff("manager")
    mine, web = notice(GroupFactory(), reader), Channel.objects.get(code="web")
    assert other.post(f"/admin-panel/notices/{mine.pk}/read/").status_code == 404
    assert other.post(f"/admin-panel/notices/{mine.pk}/ignore/{counter.pk}/").status_code == 404
    assert reader.post(f"/admin-panel/notices/{mine.pk}/ignore/{web.pk}/").status_code == 404
    blind = works_at(staff("groups.view_customergroup"), counter)
    own = notice(mine.group, blind)
    assert blind.post(f"/admin-panel/notices/{own.pk}/ignore/{counter.pk}/").status_code == 403
    mine.refresh_from_db()
    assert mine.read_at is None
    assert not ChannelPricing.objects.exists()


def test_the_notice_of_a_deleted_group_is_gone(staff: Staff, counter: Channel) -> None:
    reader, group = works_at(staff("manager"), counter), GroupFactory()
    mine = notice(group, reader)
    CustomerGroup.objects.update(binned_at="2026-11-01T00:00Z")
    text = reader.get(HOME).content.decode()
    assert 'data-testid="notices"' not in text
    assert "badge-home" not in text
    assert reader.post(f"/admin-panel/notices/{mine.pk}/read/").status_code == 404


def _home(client: SignedIn) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HOME).status_code == 200
    return len(queries)


def test_the_first_page_asks_as_much_for_one_notice_as_for_thirty(
    staff: Staff, counter: Channel
) -> None:
    reader = works_at(staff("manager"), counter)
    notice(GroupFactory(), reader)
    _home(reader)  # the content types are known from now on
    few = _home(reader)
    for _turn in range(29):
        notice(GroupFactory(), reader)
    assert _home(reader) == few


def test_a_copied_group_is_news_too(manager: SignedIn, staff: Staff, counter: Channel) -> None:
    there = works_at(staff("viewer"), counter)
    answer = manager.post(f"/admin-panel/groups/{GroupFactory().pk}/duplicate/")
    assert answer.status_code == 303
    assert readers() == {there.user}
