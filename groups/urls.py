"""Addresses of this app."""

from django.urls import URLPattern, path

from groups import views

panel_urls: list[URLPattern] = [
    path("groups/", views.GroupList.as_view(), name="group_list"),
    path("groups/bulk/", views.GroupSwitch.as_view(), name="group_bulk"),
    path("groups/bulk/delete/", views.GroupBulkDelete.as_view(), name="group_bulk_delete"),
    path("groups/health/", views.GroupHealth.as_view(), name="group_health"),
    path("groups/new/", views.GroupAdd.as_view(), name="group_create"),
    path("groups/<int:pk>/", views.GroupGeneral.as_view(), name="group_general"),
    path("groups/<int:pk>/default/", views.GroupDefault.as_view(), name="group_default"),
    path("groups/<int:pk>/history/", views.GroupHistory.as_view(), name="group_history"),
    path("settings/customer-groups/", views.GroupsFromSettings.as_view(), name="group_settings"),
]
root_urls: list[URLPattern] = [path("colors.css", views.colors, name="group_colors")]
