"""How the lists of this app are narrowed."""

from groups.filters.group import OUTSIDE, GroupFilter

__all__ = ["OUTSIDE", "GroupFilter"]
