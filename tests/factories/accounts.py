"""People who sign in."""

from typing import Any

import factory

from accounts.models import User
from accounts.services import verified

PASSWORD = "quatre-mots-sans-suite"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with a confirmed address and the password PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@shop.example")
    first_name = "Camille"
    last_name = "Dubreuil"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        password = fields.pop("password", PASSWORD)
        user = model_class.objects.create_user(password=password, **fields)
        verified(user=user)
        return user
