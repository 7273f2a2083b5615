"""The screens of customers, and those of groups that show customers."""
