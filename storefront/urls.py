"""Addresses of the shop front."""

from django.urls import URLPattern

shop_urls: list[URLPattern] = []
root_urls: list[URLPattern] = []
