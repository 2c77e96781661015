"""Tables and stores of history, decisions, outbox, numbers, counters and runs."""
