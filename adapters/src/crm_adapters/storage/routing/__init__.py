"""What routing stores: rules, turns, queues, and the leads it looks for."""
