"""``crm report``: the figures on the screen or in a file."""
