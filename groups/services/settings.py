"""What the whole shop decides of customer accounts and of groups, saved in one go."""

from datetime import date

from django.db import transaction
from django.forms import BaseModelForm

from accounts.models import User
from backoffice import services as kit
from catalog.models import Shop
from groups import selectors
from groups.models import CustomerGroup
from groups.services.group import CannotBeDefault, clear_default, make_default


@transaction.atomic
def save_accounts(
    *,
    form: BaseModelForm,
    default: CustomerGroup | None,
    actor: User | None,
    on: date,
    version: int | None = None,
) -> Shop:
    """Save the shop's switches, and star the group new customers join, if another one is chosen.

    Raises CannotBeDefault for a group that is not active that day, Stale when the shop has changed
    since that version.
    """
    # The groups before the shop: a group that is saved turns the stamp on the shop's row.
    if default != selectors.starred():
        try:
            if default is None:
                clear_default(actor=actor)
            else:
                make_default(group=default, actor=actor, on=on)
        except CannotBeDefault as refusal:
            refusal.field = "default_group"
            raise
    shop: Shop = kit.save(form=form, actor=actor, version=version)
    return shop
