"""The screens of this app."""

from pricing.views.templates import (
    TemplateAdd,
    TemplateDelete,
    TemplateEdit,
    TemplateHistory,
    TemplateList,
    TemplatePreview,
)

__all__ = [
    "TemplateAdd",
    "TemplateDelete",
    "TemplateEdit",
    "TemplateHistory",
    "TemplateList",
    "TemplatePreview",
]
