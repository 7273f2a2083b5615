"""Addresses of the kit itself, under the panel."""

from django.urls import path

from backoffice.views.prefs import Shortcuts, prefs

panel_urls = [
    path("prefs/", prefs, name="prefs"),
    path("help/shortcuts/", Shortcuts.as_view(), name="shortcuts"),
]
