"""The texts of the price rules written in French and in English."""

from modeltranslation.translator import TranslationOptions, register

from pricing.models import OrderDiscount, PriceTemplate, Promotion


@register(OrderDiscount)
@register(PriceTemplate)
@register(Promotion)
class TitleTranslation(TranslationOptions):
    fields = ("title",)
