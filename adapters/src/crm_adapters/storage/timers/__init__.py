"""The table of timers, its store in a unit of work, and the queue of those that are due."""
