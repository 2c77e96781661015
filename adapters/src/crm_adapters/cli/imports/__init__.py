"""``crm import``: files go in as batches, which are looked at and taken back."""
