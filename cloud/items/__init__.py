"""Single items by their serial numbers: what became of each, for all shops of a group."""
