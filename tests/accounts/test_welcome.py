"""The first words to a new customer name his group as the shop front does, or not at all."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Shop
from tests.accounts.test_sign_up import confirm, sign_up
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.usefixtures("shop")


def _welcome(client: Client, mailoutbox: list) -> str:
    sign_up(client)
    page = client.get(confirm(client, mailoutbox)["Location"]).content.decode()
    return page.replace("\u00a0", " ")


def test_the_public_label_and_the_caption_of_the_shop(client: Client, mailoutbox: list) -> None:
    GroupFactory(title_fr="B2C-01", public_label_fr="Amis", is_default=True)
    Shop.objects.update(level_caption="group")
    page = _welcome(client, mailoutbox)
    assert "Bienvenue, Ombeline. Votre groupe : Amis." in page
    assert "B2C-01" not in page


@pytest.mark.parametrize(
    ("of_group", "of_shop"), [({"is_visible": False}, {}), ({}, {"shows_group": False})]
)
def test_a_group_that_is_not_shown_is_not_named(
    client: Client, mailoutbox: list, of_group: dict[str, Any], of_shop: dict[str, Any]
) -> None:
    GroupFactory(title_fr="B2C-01", is_default=True, **of_group)
    Shop.objects.update(**of_shop)
    page = _welcome(client, mailoutbox)
    assert "Bienvenue, Ombeline." in page
    assert "B2C-01" not in page
