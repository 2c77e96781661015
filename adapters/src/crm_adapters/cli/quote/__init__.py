"""``crm quote``: quotations of deals, version by version."""
