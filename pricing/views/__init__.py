"""The screens of this app."""

from pricing.views.editing import TemplateAdd, TemplateEdit, TemplatePreview
from pricing.views.listing import TemplateList
from pricing.views.record import TemplateDelete, TemplateHistory

__all__ = [
    "TemplateAdd",
    "TemplateDelete",
    "TemplateEdit",
    "TemplateHistory",
    "TemplateList",
    "TemplatePreview",
]
