"""The record of a customer: who he is, how he signs in, and the group that sets his prices."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from auditlog.models import LogEntry

from customers.models import Customer, Membership, MembershipBatch, MembershipEvent
from tests.conftest import SignedIn, Staff
from tests.customers.forms import record, save, typed
from tests.factories.accounts import UserFactory
from tests.factories.customers import AddressFactory, CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


def _main(customer: Customer) -> str | None:
    row = Membership.objects.filter(customer=customer, is_primary=True).first()
    return str(row.group) if row else None


def test_what_is_typed_is_saved_and_leaves_a_trace(support: SignedIn) -> None:
    person = CustomerFactory(last_name="Petit")
    done = save(
        support,
        person,
        last_name="Le Grand",
        company="Scierie du Nord",
        vat_number="FR 83 404 833 048",
        phone="04 78 12 34 56",
        birth_date="12/03/1980",
        language="en",
        staff_comment="Paie à 30 jours.",
    )
    assert (done.status_code, done["Location"]) == (303, person.get_absolute_url())
    person.refresh_from_db()
    assert (person.last_name, person.company) == ("Le Grand", "Scierie du Nord")
    assert (person.vat_number, person.phone) == ("FR83404833048", "+33 4 78 12 34 56")
    assert (str(person.birth_date), person.language) == ("1980-03-12", "en")
    assert person.name_key.startswith("le grand")
    entry = LogEntry.objects.get_for_object(person).filter(action=LogEntry.Action.UPDATE).get()
    assert entry.actor == support.user
    assert entry.changes_dict["last_name"] == ["Petit", "Le Grand"]
    assert "Client enregistré" in record(support, person).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("last_name", " ", "Saisissez le nom."),
        ("first_name", "", "Saisissez le prénom."),
        ("email", "lea@", "Saisissez une adresse complète, comme nom@exemple.fr."),
        ("vat_number", "12345678901", "Un numéro de TVA commence par deux lettres"),
        ("vat_number", "FR00000000000", "Vérifiez ce numéro de TVA"),
        ("phone", "appelez-moi", "Saisissez un numéro comme 01 23 45 67 89"),
        ("phone", "12", "Saisissez un numéro comme 01 23 45 67 89"),
        ("birth_date", "2999-01-01", "La date de naissance doit être passée."),
        ("birth_date", "demain", "Saisissez une date comme 22/11/2026."),
        ("language", "de", "Ce choix n’existe plus. Choisissez-en un autre."),
        ("main_group", "999999", "Ce choix n’existe plus. Choisissez-en un autre."),
        ("main_group", "9" * 30, "Ce choix n’existe plus. Choisissez-en un autre."),
    ],
)
def test_bad_input_is_said_and_kept(field: str, value: str, told: str, support: SignedIn) -> None:
    person = CustomerFactory(last_name="Petit", company="Avant")
    page = save(support, person, company="Après", **{field: value})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert page.context["form"]["company"].value() == "Après"
    person.refresh_from_db()
    assert (person.last_name, person.company, person.version) == ("Petit", "Avant", 1)


def test_what_an_import_wrote_is_not_questioned(support: SignedIn) -> None:
    person = CustomerFactory(vat_number="GB 1", phone="06 00")
    assert save(support, person, company="Scierie").status_code == 303
    person.refresh_from_db()
    assert (person.vat_number, person.phone) == ("GB 1", "06 00")


# -- signing in -------------------------------------------------------------------------------


def test_the_address_and_the_sign_in_change_together(support: SignedIn) -> None:
    user = UserFactory(email="old@shop.example")
    person = CustomerFactory(user=user, email=user.email)
    assert save(support, person, email="new@shop.example").status_code == 303
    person.refresh_from_db()
    user.refresh_from_db()
    assert person.email == user.email == "new@shop.example"
    assert EmailAddress.objects.get(user=user).email == "new@shop.example"
    assert EmailAddress.objects.get(user=user).verified


def test_an_address_already_used_is_refused_with_a_way_to_its_record(support: SignedIn) -> None:
    other = CustomerFactory(email="lea@shop.example")
    person = CustomerFactory(email="marc@shop.example", company="Avant")
    page = save(support, person, email="LEA@Shop.example", company="Après")
    assert page.status_code == 422
    banner = next(one for one in page.context["banners"] if one.slug == "same-email")
    assert banner.actions[0].url == other.get_absolute_url()
    assert "Un client utilise déjà cette adresse." in page.content.decode()
    person.refresh_from_db()
    assert (person.email, person.company) == ("marc@shop.example", "Avant")


def test_two_guests_may_share_an_address(support: SignedIn) -> None:
    CustomerFactory(email="lea@shop.example")
    guest = CustomerFactory(guest=True)
    assert save(support, guest, email="lea@shop.example").status_code == 303


def test_a_disabled_customer_cannot_sign_in_any_more(
    support: SignedIn, customer_client: SignedIn
) -> None:
    person = customer_client.user.customer
    assert save(support, person, is_active=None).status_code == 303
    customer_client.user.refresh_from_db()
    assert not customer_client.user.is_active
    assert save(support, person, is_active="on").status_code == 303
    customer_client.user.refresh_from_db()
    assert customer_client.user.is_active


@pytest.mark.parametrize("change", [{"email": "mine@shop.example"}, {"is_active": None}])
def test_a_colleague_s_sign_in_is_not_changed_from_a_customer_record(
    change: dict[str, Any], support: SignedIn
) -> None:
    owner = UserFactory(email="owner@shop.example", is_staff=True)
    person = CustomerFactory(user=owner, email=owner.email)
    page = save(support, person, **change)
    assert page.status_code == 422
    assert "sa connexion ne se modifie pas ici" in page.content.decode()
    owner.refresh_from_db()
    person.refresh_from_db()
    assert (owner.email, owner.is_active) == ("owner@shop.example", True)
    assert (person.email, person.is_active) == ("owner@shop.example", True)


# -- the main group ---------------------------------------------------------------------------


def test_the_drop_down_moves_the_customer_and_says_who_did(support: SignedIn) -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    MembershipFactory(customer=person, group=vip)
    assert save(support, person, main_group=friends.pk).status_code == 303
    assert _main(person) == "Amis"
    assert not Membership.objects.filter(customer=person, group=vip).exists()
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor) == ("record", support.user)
    friends.refresh_from_db()
    assert friends.member_count == 1


def test_a_move_is_taken_back_from_the_toast_and_what_was_typed_stays(support: SignedIn) -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory(company="Avant")
    MembershipFactory(customer=person, group=vip)
    save(support, person, main_group=friends.pk, company="Après")
    page = record(support, person).content.decode()
    assert "Client enregistré. Groupe principal modifié" in page
    undo = f"/admin-panel/groups/{vip.pk}/members/acts/{MembershipBatch.objects.get().pk}/undo/"
    assert f'action="{undo}"' in page
    here = f"http://testserver{person.get_absolute_url()}"
    assert support.post(undo, headers={"Referer": here})["Location"] == here
    person.refresh_from_db()
    assert (_main(person), person.company) == ("VIP", "Après")


def test_saving_a_record_without_a_move_offers_nothing_to_undo(support: SignedIn) -> None:
    person = CustomerFactory()
    MembershipFactory(customer=person, group=GroupFactory())
    save(support, person, company="Scierie")
    page = record(support, person).content.decode()
    assert "Client enregistré" in page
    assert "toast-undo" not in page


def test_whoever_may_only_choose_the_group_takes_the_choice_back_too(staff: Staff) -> None:
    mover = staff("customers.view_customer", "groups.manage_members")
    group, person = GroupFactory(title_fr="VIP"), CustomerFactory()
    save(mover, person, main_group=group.pk)
    assert _main(person) == "VIP"
    batch = MembershipBatch.objects.get()
    undo = f"/admin-panel/groups/{group.pk}/members/acts/{batch.pk}/undo/"
    assert undo in record(mover, person).content.decode()
    mover.post(undo)
    assert _main(person) is None


def test_n_c_takes_the_customer_out_of_the_main_group_and_no_other(support: SignedIn) -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    MembershipFactory(customer=person, group=vip)
    MembershipFactory(customer=person, group=friends, is_primary=False)
    assert save(support, person, main_group=None).status_code == 303
    assert _main(person) is None
    assert [row.group for row in Membership.objects.filter(customer=person)] == [friends]
    assert "N/C</abbr>" in record(support, person).content.decode()


def test_saving_without_touching_the_group_moves_nobody(support: SignedIn) -> None:
    person = CustomerFactory()
    MembershipFactory(customer=person, group=GroupFactory())
    assert save(support, person, company="Scierie").status_code == 303
    assert not MembershipEvent.objects.exists()


def test_nothing_is_saved_when_the_group_has_just_been_deleted(support: SignedIn) -> None:
    person, group = CustomerFactory(company="Avant"), GroupFactory()
    page = record(support, person)
    group.binned_at = group.created_at
    group.save()
    sent = typed(page, company="Après", main_group=group.pk)
    assert support.post(person.get_absolute_url(), sent).status_code == 422
    person.refresh_from_db()
    assert person.company == "Avant"


def test_a_guest_stays_out_even_if_the_request_is_forged(support: SignedIn) -> None:
    guest, group = CustomerFactory(guest=True), GroupFactory()
    page = record(support, guest)
    assert page.context["form"].fields["main_group"].disabled
    assert "Un compte invité ne peut pas entrer dans un groupe" in page.content.decode()
    save(support, guest, main_group=group.pk, main_group_seen="")
    assert not Membership.objects.exists()


# -- someone else saved meanwhile -------------------------------------------------------------


def test_a_record_changed_meanwhile_is_compared_and_nothing_overwritten(support: SignedIn) -> None:
    person = CustomerFactory(company="Avant")
    page = record(support, person)
    save(support, person, company="Entre-temps")
    sent = typed(page, company="Le mien")
    again = support.post(person.get_absolute_url(), sent)
    assert again.status_code == 422
    told = {one.name: (one.before, one.current, one.typed) for one in again.context["differences"]}
    assert told == {"company": ("Avant", "Entre-temps", "Le mien")}
    person.refresh_from_db()
    assert person.company == "Entre-temps"
    mine = typed(again, company="Le mien")
    assert support.post(person.get_absolute_url(), mine).status_code == 303
    person.refresh_from_db()
    assert person.company == "Le mien"


def test_a_form_refused_once_is_still_compared_with_what_its_editor_saw(support: SignedIn) -> None:
    person = CustomerFactory(company="Avant")
    page = record(support, person)
    save(support, person, company="Entre-temps")
    refused = support.post(person.get_absolute_url(), typed(page, company="Le mien", last_name=""))
    again = support.post(person.get_absolute_url(), typed(refused, last_name="Petit"))
    assert again.status_code == 422
    assert again.context["differences"]
    person.refresh_from_db()
    assert person.company == "Entre-temps"


def test_a_customer_moved_meanwhile_is_compared_too(support: SignedIn, manager: SignedIn) -> None:
    vip, friends, pros = (GroupFactory(title_fr=title) for title in ("VIP", "Amis", "Pros"))
    person = CustomerFactory(company="Avant")
    MembershipFactory(customer=person, group=vip)
    page = record(support, person)
    save(manager, person, main_group=friends.pk)
    again = support.post(
        person.get_absolute_url(), typed(page, main_group=pros.pk, company="Après")
    )
    assert again.status_code == 422
    told = {one.name: (one.before, one.current, one.typed) for one in again.context["differences"]}
    assert told["main_group"] == ("VIP", "Amis", "Pros")
    person.refresh_from_db()
    assert (_main(person), person.company) == ("Amis", "Avant")
    assert again.context["stale"].updated_by == manager.user
    mine = typed(again, main_group=pros.pk, company="Après")
    assert support.post(person.get_absolute_url(), mine).status_code == 303
    assert _main(person) == "Pros"


# -- rights -----------------------------------------------------------------------------------


def test_a_viewer_reads_the_record_and_changes_nothing(viewer: SignedIn) -> None:
    vip = GroupFactory(title_fr="VIP")
    person = CustomerFactory(company="Avant", customer_comment="Livrer le matin")
    MembershipFactory(customer=person, group=vip)
    AddressFactory(customer=person)
    page = record(viewer, person)
    text = page.content.decode()
    assert page.context["readonly"]
    assert 'data-testid="save"' not in text
    for told in ("Lecture seule", "VIP", "Livrer le matin", "12 rue des Lilas"):
        assert told in text
    refused = viewer.post(person.get_absolute_url(), {"last_name": "X", "main_group": ""})
    assert refused.status_code == 403
    person.refresh_from_db()
    assert (person.company, _main(person)) == ("Avant", "VIP")


def test_without_the_right_on_members_the_group_is_text(staff: Staff) -> None:
    clerk = staff("customers.view_customer", "customers.change_customer")
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory()
    person = CustomerFactory()
    MembershipFactory(customer=person, group=vip)
    page = record(clerk, person)
    assert "main_group" not in page.context["form"].fields
    assert 'data-testid="field-main_group"' in page.content.decode()
    done = save(clerk, person, company="Scierie", main_group=friends.pk, main_group_seen=vip.pk)
    assert done.status_code == 303
    person.refresh_from_db()
    assert (person.company, _main(person)) == ("Scierie", "VIP")


def test_the_right_on_members_alone_opens_the_group_alone(staff: Staff) -> None:
    mover = staff("customers.view_customer", "groups.manage_members")
    group, person = GroupFactory(title_fr="VIP"), CustomerFactory(company="Avant")
    page = record(mover, person)
    assert set(page.context["form"].fields) == {"main_group", "main_group_seen"}
    assert "Avant" in page.content.decode()
    done = save(mover, person, main_group=group.pk, company="Après", is_active=None)
    assert done.status_code == 303
    person.refresh_from_db()
    assert (person.company, person.is_active, _main(person)) == ("Avant", True, "VIP")


def test_the_right_on_groups_does_not_open_the_group_of_a_record(staff: Staff) -> None:
    editor = staff("customers.view_customer", "groups.change_customergroup")
    group, person = GroupFactory(), CustomerFactory()
    assert record(editor, person).context["readonly"]
    sent = {"main_group": group.pk, "main_group_seen": ""}
    assert editor.post(person.get_absolute_url(), sent).status_code == 403
    assert not Membership.objects.exists()


def test_support_moves_a_customer_but_cannot_rename_the_group(support: SignedIn) -> None:
    group, person = GroupFactory(title_fr="VIP"), CustomerFactory()
    save(support, person, main_group=group.pk)
    assert _main(person) == "VIP"
    refused = support.post(group.get_absolute_url(), {"title_fr": "Autre"})
    assert refused.status_code == 403
    group.refresh_from_db()
    assert group.title_fr == "VIP"
