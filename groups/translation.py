"""The texts of a group written in French and in English."""

from modeltranslation.translator import TranslationOptions, register

from groups.models import CustomerGroup


@register(CustomerGroup)
class GroupTranslation(TranslationOptions):
    fields = ("title", "description", "public_label")
