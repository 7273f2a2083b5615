"""Addresses of this app."""

from django.urls import path

from catalog.views import categories, products, shop, taxes

panel_urls = [
    path("products/", products.ProductList.as_view(), name="product_list"),
    path("products/new/", products.ProductAdd.as_view(), name="product_create"),
    path("products/<int:pk>/", products.ProductEdit.as_view(), name="product_edit"),
    path("products/<int:pk>/history/", products.ProductHistory.as_view(), name="product_history"),
    path("products/<int:pk>/delete/", products.ProductDelete.as_view(), name="product_delete"),
    path("categories/", categories.CategoryList.as_view(), name="category_list"),
    path("categories/new/", categories.CategoryAdd.as_view(), name="category_create"),
    path("categories/<int:pk>/", categories.CategoryEdit.as_view(), name="category_edit"),
    path("categories/<int:pk>/up/", categories.CategoryMove.as_view(), name="category_up"),
    path(
        "categories/<int:pk>/down/",
        categories.CategoryMove.as_view(by=1),
        name="category_down",
    ),
    path("settings/store/", shop.ShopSettings.as_view(), name="settings_store"),
    path("settings/store/history/", shop.ShopHistory.as_view(), name="settings_store_history"),
    path("settings/taxes/", taxes.RateList.as_view(), name="tax_list"),
    path("settings/taxes/new/", taxes.RateAdd.as_view(), name="tax_create"),
    path("settings/taxes/<int:pk>/", taxes.RateEdit.as_view(), name="tax_edit"),
    path("settings/taxes/<int:pk>/delete/", taxes.RateDelete.as_view(), name="tax_delete"),
]
