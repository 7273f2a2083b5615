"""What staff write about customers: their record, their addresses, their groups."""
