"""Worker leases, and loops that fail."""
