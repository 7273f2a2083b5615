"""Addresses of this app."""

from django.urls import URLPattern, path

from pricing import views

panel_urls: list[URLPattern] = [
    path("price-templates/", views.TemplateList.as_view(), name="template_list"),
    path("price-templates/new/", views.TemplateAdd.as_view(), name="template_create"),
    path("price-templates/preview/", views.TemplatePreview.as_view(), name="template_preview"),
    path("price-templates/<int:pk>/", views.TemplateEdit.as_view(), name="template_edit"),
    path(
        "price-templates/<int:pk>/history/",
        views.TemplateHistory.as_view(),
        name="template_history",
    ),
    path(
        "price-templates/<int:pk>/delete/", views.TemplateDelete.as_view(), name="template_delete"
    ),
]
