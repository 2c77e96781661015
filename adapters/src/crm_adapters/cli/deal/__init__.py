"""``crm deal``: a deal moved on and closed."""
