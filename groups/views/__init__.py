"""The screens of the groups."""

from groups.views.acting import GroupBulkDelete, GroupDefault, GroupSwitch
from groups.views.bin import GroupBin
from groups.views.bulk_edit import GroupBulkEdit
from groups.views.category_access import GroupCategories
from groups.views.category_deletion import CategoryDelete
from groups.views.colors import colors
from groups.views.copying import GroupDuplicate
from groups.views.discount_acts import DiscountDelete, DiscountHistory, DiscountTurn
from groups.views.discounts import DiscountAdd, DiscountEdit, DiscountList
from groups.views.editing import GroupAdd, GroupGeneral
from groups.views.exporting import GroupExport
from groups.views.health import GroupHealth
from groups.views.history import GroupHistory
from groups.views.listing import GroupList, GroupsFromSettings
from groups.views.on_sale import GroupPromotionDetach, GroupPromotions, GroupPromotionsAdd
from groups.views.ordering import GroupMove
from groups.views.promotion_acts import (
    PromotionDelete,
    PromotionDuplicate,
    PromotionGroupOnly,
    PromotionHistory,
)
from groups.views.promotions import PromotionAdd, PromotionEdit, PromotionList
from groups.views.restricting import ProductRestrictions
from groups.views.reverting import GroupRevert
from groups.views.undoing import GroupBulkUndo

__all__ = [
    "CategoryDelete",
    "DiscountAdd",
    "DiscountDelete",
    "DiscountEdit",
    "DiscountHistory",
    "DiscountList",
    "DiscountTurn",
    "GroupAdd",
    "GroupBin",
    "GroupBulkDelete",
    "GroupBulkEdit",
    "GroupBulkUndo",
    "GroupCategories",
    "GroupDefault",
    "GroupDuplicate",
    "GroupExport",
    "GroupGeneral",
    "GroupHealth",
    "GroupHistory",
    "GroupList",
    "GroupMove",
    "GroupPromotionDetach",
    "GroupPromotions",
    "GroupPromotionsAdd",
    "GroupRevert",
    "GroupSwitch",
    "GroupsFromSettings",
    "ProductRestrictions",
    "PromotionAdd",
    "PromotionDelete",
    "PromotionDuplicate",
    "PromotionEdit",
    "PromotionGroupOnly",
    "PromotionHistory",
    "PromotionList",
    "colors",
]
