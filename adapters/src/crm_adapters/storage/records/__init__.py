"""What is recorded about the facts: history, decisions, outbox, numbers, counters and runs."""
