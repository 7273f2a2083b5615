"""Addresses of the kit itself, under the panel."""

from django.urls import path

from backoffice.views.prefs import Shortcuts, prefs, session
from backoffice.views.saved import DeleteView, DuplicateView, KeepView, RenameView, UpdateView
from backoffice.views.search import Search

panel_urls = [
    path("prefs/", prefs, name="prefs"),
    path("session/", session, name="session"),
    path("help/shortcuts/", Shortcuts.as_view(), name="shortcuts"),
    path("search/", Search.as_view(), name="search"),
    path("views/", KeepView.as_view(), name="views"),
    path("views/<int:pk>/", RenameView.as_view(), name="view_rename"),
    path("views/<int:pk>/update/", UpdateView.as_view(), name="view_update"),
    path("views/<int:pk>/duplicate/", DuplicateView.as_view(), name="view_duplicate"),
    path("views/<int:pk>/delete/", DeleteView.as_view(), name="view_delete"),
]
