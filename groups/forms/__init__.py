"""What staff type of groups, and of the promotions and discounts that name them."""

from groups.forms.discount import DiscountForm
from groups.forms.group import GroupForm
from groups.forms.on_sale import PicksForm
from groups.forms.promotion import PromotionForm

__all__ = ["DiscountForm", "GroupForm", "PicksForm", "PromotionForm"]
