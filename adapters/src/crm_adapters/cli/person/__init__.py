"""``crm person``: the built-in directory of those who can be given leads."""
