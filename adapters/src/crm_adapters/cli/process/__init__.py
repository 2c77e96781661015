"""``crm process``: what runs and what ran."""
