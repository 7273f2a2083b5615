"""Addresses of this app."""

from django.urls import URLPattern

panel_urls: list[URLPattern] = []
