"""Things on sale."""

from decimal import Decimal
from typing import Any

import factory

from catalog.models import Category, Channel, Product, VatClass


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"cat-{n}")
    title_fr = factory.Sequence(lambda n: f"Rayon {n}")
    title_en = factory.Sequence(lambda n: f"Shelf {n}")
    slug = factory.Sequence(lambda n: f"rayon-{n}")
    position = factory.Sequence(int)


class ProductFactory(factory.django.DjangoModelFactory):
    """A product at 100.00 net, taxed at the standard rate."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    sku = factory.Sequence(lambda n: f"SKU-{n}")
    title_fr = factory.Sequence(lambda n: f"Article {n}")
    title_en = factory.Sequence(lambda n: f"Item {n}")
    slug = factory.Sequence(lambda n: f"article-{n}")
    price = Decimal(100)
    stock = 10
    vat_class = factory.LazyFunction(lambda: VatClass.objects.get(code="standard"))

    @factory.post_generation
    def categories(self, create: bool, given: Any, **_kwargs: Any) -> None:
        if create and given:
            self.categories.set(given)


class ChannelFactory(factory.django.DjangoModelFactory):
    """A counter, beside the web store every shop begins with."""

    class Meta:
        model = Channel
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"comptoir-{n}")
    title_fr = factory.Sequence(lambda n: f"Comptoir {n}")
    title_en = factory.Sequence(lambda n: f"Counter {n}")
    kind = Channel.Kind.COUNTER
    address = "12 rue des Lilas, Lyon"
    position = factory.Sequence(lambda n: n + 10)

    @factory.post_generation
    def staff(self, create: bool, given: Any, **_kwargs: Any) -> None:
        if create and given:
            self.staff.set(given)
