"""Who gets a message outside the inbox, at which address, when, and how the deliveries fare."""
