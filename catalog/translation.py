"""The texts of the catalogue written in French and in English."""

from modeltranslation.translator import TranslationOptions, register

from catalog.models import Category, Channel, Product, VatClass, VatComponent


@register(Category)
@register(Channel)
@register(VatClass)
@register(VatComponent)
class TitleTranslation(TranslationOptions):
    fields = ("title",)


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "description")
