"""Addresses of the shop front: in two languages under `shop_urls`, in none under `root_urls`.

Staff start and stop seeing it as a group does in the panel.
"""

from django.urls import path

from storefront import views

shop_urls = [
    path("", views.Home.as_view(), name="shop_home"),
    path("category/<slug:slug>/", views.CategoryPage.as_view(), name="shop_category"),
    path("product/<slug:slug>/", views.ProductPage.as_view(), name="shop_product"),
    path("search/", views.Search.as_view(), name="shop_search"),
    path("account/", views.Account.as_view(), name="shop_account"),
]
panel_urls = [
    path("groups/<int:pk>/preview/shop/", views.SeeAsGroup.as_view(), name="group_see_shop"),
    path("shop/leave/", views.SeeAsOneself.as_view(), name="see_as_oneself"),
]
root_urls = [
    path("sitemap.xml", views.pages, name="shop_sitemap"),
    path("robots.txt", views.rules, name="shop_robots"),
    path(
        "votre-compte/",
        views.Shortcut.as_view(pattern_name="shop_account"),
        name="shop_account_shortcut",
    ),
    path(
        "connexion/",
        views.Shortcut.as_view(pattern_name="account_login"),
        name="shop_login_shortcut",
    ),
]
