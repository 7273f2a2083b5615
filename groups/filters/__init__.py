"""How the lists of this app are narrowed."""

from groups.filters.group import OUTSIDE, BinFilter, GroupFilter
from groups.filters.offers import DiscountFilter, PromotionFilter

__all__ = ["OUTSIDE", "BinFilter", "DiscountFilter", "GroupFilter", "PromotionFilter"]
