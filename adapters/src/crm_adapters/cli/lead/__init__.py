"""``crm lead``: a lead captured, worked, routed and converted."""
