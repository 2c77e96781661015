"""``crm sla``: service levels: what must happen by when."""
