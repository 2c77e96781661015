"""Leases of workers, and the failures of their loops."""
