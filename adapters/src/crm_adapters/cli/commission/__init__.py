"""``crm commission``: what people earn by their plans."""
