"""``crm pipeline``: the board of deals."""
