"""Coordinators and workflows that take a lead from capture to renewal across Party, Sales and Notifier."""
