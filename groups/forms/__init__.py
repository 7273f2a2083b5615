"""What staff type of groups, and of the promotions and discounts that name them."""

from groups.forms.bulk import BulkEditForm
from groups.forms.creating import NewGroupForm
from groups.forms.discount import DiscountForm, TrialForm
from groups.forms.group import GroupForm
from groups.forms.on_sale import PicksForm
from groups.forms.promotion import PromotionForm

__all__ = [
    "BulkEditForm",
    "DiscountForm",
    "GroupForm",
    "NewGroupForm",
    "PicksForm",
    "PromotionForm",
    "TrialForm",
]
