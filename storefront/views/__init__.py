"""The pages of the shop front."""

from storefront.views.account import Account
from storefront.views.catalogue import CategoryPage, Home, ProductPage, Search
from storefront.views.missing import missing
from storefront.views.robots import pages, rules
from storefront.views.seeing import SeeAsGroup, SeeAsOneself
from storefront.views.shortcuts import Shortcut

__all__ = [
    "Account",
    "CategoryPage",
    "Home",
    "ProductPage",
    "Search",
    "SeeAsGroup",
    "SeeAsOneself",
    "Shortcut",
    "missing",
    "pages",
    "rules",
]
