"""Every address of the shop: the panel, the storefront in two languages, signing in."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from accounts.urls import panel_urls as accounts_panel
from accounts.urls import shop_urls as accounts_shop
from backoffice.urls import panel_urls as kit_panel
from catalog.urls import panel_urls as catalog_panel
from customers.urls import panel_urls as customers_panel
from groups.urls import panel_urls as groups_panel
from groups.urls import root_urls as groups_root
from pricing.urls import panel_urls as pricing_panel
from shopadmin.activity_log import ActivityLog
from shopadmin.role_menu import RolePreview
from shopadmin.views import Dashboard, SettingsIndex
from storefront.urls import panel_urls as storefront_panel
from storefront.urls import root_urls as storefront_root
from storefront.urls import shop_urls

panel_urls = [
    path("", Dashboard.as_view(), name="home"),
    path("settings/", SettingsIndex.as_view(), name="settings"),
    path("settings/activity/", ActivityLog.as_view(), name="activity"),
    path("settings/roles/<int:pk>/preview/", RolePreview.as_view(), name="role_preview"),
    *kit_panel,
    *accounts_panel,
    *catalog_panel,
    *pricing_panel,
    *groups_panel,
    *customers_panel,
    *storefront_panel,
]

urlpatterns = [
    path("admin-panel/", include((panel_urls, "panel"))),
    *groups_root,
    *storefront_root,
    *i18n_patterns(*accounts_shop, *shop_urls, prefix_default_language=False),
]

handler403 = "backoffice.errors.refused"
handler404 = "shopadmin.errors.missing"
handler500 = "backoffice.errors.broken"
