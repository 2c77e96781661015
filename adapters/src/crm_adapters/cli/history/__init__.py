"""``crm history`` and ``crm explain``: what changed, and why things were decided."""
