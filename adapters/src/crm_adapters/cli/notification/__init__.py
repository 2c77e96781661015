"""``crm notification``: how people are notified, and where."""
