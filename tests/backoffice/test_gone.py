"""What was pressed is about a row somebody has just deleted: the panel says so, and goes on."""

from typing import Any

import pytest

from backoffice import services
from groups.models import CustomerGroup
from tests.backoffice.screens import KitForm
from tests.backoffice.test_editing import RIGHTS, posted, url
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory

LIST = "/admin-panel/kit/"


@pytest.fixture
def editor(staff: Staff) -> SignedIn:
    return staff(*RIGHTS)


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    """A group that was deleted behind the back of whoever has it in front of him."""
    group: CustomerGroup = GroupFactory(title_fr="Grossistes")
    CustomerGroup.objects.filter(pk=group.pk).delete()
    return group


def _from(page: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_dialog_gives_way_to_the_list_as_it_stood(
    editor: SignedIn, group: CustomerGroup, method: str
) -> None:
    ask = getattr(editor, method)
    answer = ask(url(group, "delete/"), headers=_from(f"{LIST}?q=gros&page=1"))
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"{LIST}?q=gros&page=1")
    page = editor.get(LIST).content.decode()
    assert "Ceci n’existe plus\u00a0: quelqu’un l’a peut-être supprimé entre-temps." in page


@pytest.mark.parametrize("page", ["record", "elsewhere"])
def test_from_a_page_of_its_own_the_way_leads_to_the_list(
    editor: SignedIn, group: CustomerGroup, page: str
) -> None:
    here = url(group) if page == "record" else "//evil.example/admin-panel/kit/"
    answer = editor.get(url(group, "delete/"), headers=_from(here))
    assert answer["HX-Redirect"] == LIST


@pytest.mark.parametrize("tail", ["", "delete/", "history/"])
def test_without_a_script_the_page_says_so_and_leads_to_the_list(
    editor: SignedIn, group: CustomerGroup, tail: str
) -> None:
    for answer in (editor.get(url(group, tail)), editor.post(url(group, tail), posted(group))):
        if answer.status_code == 403:  # commenting is a right of its own
            continue
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "Cette fiche n’existe plus" in page
        assert f'href="{LIST}" data-testid="back-to-list"' in page


def test_what_was_typed_stays_where_the_row_goes_while_it_is_saved(
    editor: SignedIn, group: CustomerGroup
) -> None:
    form = KitForm(data=posted(group, title_fr="Écoles"), instance=group)
    assert form.is_valid()
    with pytest.raises(services.Gone):
        services.save(form=form, actor=editor.user, version=1)
    assert not CustomerGroup.objects.exists()


def test_rows_ticked_and_gone_are_told_apart_from_none_ticked(
    editor: SignedIn, group: CustomerGroup
) -> None:
    off, kept = f"{LIST}off/", GroupFactory()
    page = editor.post(off, {"ids": [group.pk, kept.pk]}).content.decode()
    assert 'data-testid="impact-missing"' in page
    assert "1 des lignes cochées n’existe plus." in page
    for ids, told in (([group.pk], "Ces lignes n’existent plus."), ([], "Sélectionnez")):
        assert editor.post(off, {"ids": ids}).status_code == 303
        assert told in editor.get(LIST).content.decode()
    assert "impact-missing" not in editor.post(off, {"ids": [kept.pk]}).content.decode()
