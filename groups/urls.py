"""Addresses of this app."""

from django.urls import URLPattern, path

from groups import views
from groups.views import channels, notices, settings

panel_urls: list[URLPattern] = [
    path("groups/", views.GroupList.as_view(), name="group_list"),
    path("groups/bulk/", views.GroupSwitch.as_view(), name="group_bulk"),
    path("groups/bulk/delete/", views.GroupBulkDelete.as_view(), name="group_bulk_delete"),
    path("groups/bulk/edit/", views.GroupBulkEdit.as_view(), name="group_bulk_edit"),
    path("groups/bulk/undo/<slug:act>/", views.GroupBulkUndo.as_view(), name="group_bulk_undo"),
    path("groups/export/", views.GroupExport.as_view(), name="group_export"),
    path("groups/bin/", views.GroupBin.as_view(), name="group_bin"),
    path("groups/health/", views.GroupHealth.as_view(), name="group_health"),
    path("groups/new/", views.GroupAdd.as_view(), name="group_create"),
    path("groups/<int:pk>/", views.GroupGeneral.as_view(), name="group_general"),
    path(
        "groups/<int:pk>/categories/",
        views.GroupCategories.as_view(),
        name="group_categories",
    ),
    path("groups/<int:pk>/default/", views.GroupDefault.as_view(), name="group_default"),
    path("groups/<int:pk>/up/", views.GroupMove.as_view(), name="group_up"),
    path("groups/<int:pk>/down/", views.GroupMove.as_view(by=1), name="group_down"),
    path("groups/<int:pk>/duplicate/", views.GroupDuplicate.as_view(), name="group_duplicate"),
    path("groups/<int:pk>/history/", views.GroupHistory.as_view(), name="group_history"),
    path(
        "groups/<int:pk>/history/<int:entry>/revert/",
        views.GroupRevert.as_view(),
        name="group_revert",
    ),
    path("groups/<int:pk>/promotions/", views.GroupPromotions.as_view(), name="group_promotions"),
    path(
        "groups/<int:pk>/promotions/add/",
        views.GroupPromotionsAdd.as_view(),
        name="group_promotions_add",
    ),
    path(
        "groups/<int:pk>/promotions/<int:promotion>/detach/",
        views.GroupPromotionDetach.as_view(),
        name="group_promotion_detach",
    ),
    path(
        "products/<int:pk>/restrictions/",
        views.ProductRestrictions.as_view(),
        name="product_restrictions",
    ),
    path("categories/<int:pk>/delete/", views.CategoryDelete.as_view(), name="category_delete"),
    path("promotions/", views.PromotionList.as_view(), name="promotion_list"),
    path("promotions/new/", views.PromotionAdd.as_view(), name="promotion_create"),
    path("promotions/<int:pk>/", views.PromotionEdit.as_view(), name="promotion_edit"),
    path(
        "promotions/<int:pk>/group-only/",
        views.PromotionGroupOnly.as_view(),
        name="promotion_group_only",
    ),
    path(
        "promotions/<int:pk>/duplicate/",
        views.PromotionDuplicate.as_view(),
        name="promotion_duplicate",
    ),
    path("promotions/<int:pk>/delete/", views.PromotionDelete.as_view(), name="promotion_delete"),
    path(
        "promotions/<int:pk>/history/", views.PromotionHistory.as_view(), name="promotion_history"
    ),
    path("discounts/", views.DiscountList.as_view(), name="discount_list"),
    path("discounts/new/", views.DiscountAdd.as_view(), name="discount_create"),
    path("discounts/<int:pk>/", views.DiscountEdit.as_view(), name="discount_edit"),
    path("discounts/<int:pk>/delete/", views.DiscountDelete.as_view(), name="discount_delete"),
    path("discounts/<int:pk>/turn/", views.DiscountTurn.as_view(), name="discount_turn"),
    path("discounts/<int:pk>/history/", views.DiscountHistory.as_view(), name="discount_history"),
    path("notices/<int:pk>/read/", notices.NoticeRead.as_view(), name="notice_read"),
    path(
        "notices/<int:pk>/ignore/<int:channel>/",
        notices.NoticeIgnore.as_view(),
        name="notice_ignore",
    ),
    path(
        "settings/customer-accounts/",
        settings.AccountsSettings.as_view(),
        name="settings_accounts",
    ),
    path("settings/channels/", channels.ChannelList.as_view(), name="channel_list"),
    path("settings/channels/new/", channels.ChannelAdd.as_view(), name="channel_create"),
    path("settings/channels/<int:pk>/", channels.ChannelEdit.as_view(), name="channel_edit"),
    path("settings/channels/<int:pk>/up/", channels.ChannelMove.as_view(), name="channel_up"),
    path(
        "settings/channels/<int:pk>/down/",
        channels.ChannelMove.as_view(by=1),
        name="channel_down",
    ),
    path(
        "settings/channels/<int:pk>/delete/",
        channels.ChannelDelete.as_view(),
        name="channel_delete",
    ),
    path(
        "settings/channels/<int:pk>/history/",
        channels.ChannelHistory.as_view(),
        name="channel_history",
    ),
    path("settings/customer-groups/", views.GroupsFromSettings.as_view(), name="group_settings"),
]
root_urls: list[URLPattern] = [path("colors.css", views.colors, name="group_colors")]
