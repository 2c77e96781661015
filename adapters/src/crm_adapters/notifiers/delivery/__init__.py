"""Deliveries outside the inbox: recipients, addresses, schedule, and their report."""
