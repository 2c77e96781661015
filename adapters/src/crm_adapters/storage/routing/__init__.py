"""Tables and stores of routing: rules, turns, queues, and its queries of leads."""
