"""``crm demo``: a small company's quarter."""
