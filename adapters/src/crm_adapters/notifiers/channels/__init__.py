"""What brings a message to an address outside: one module for each channel."""
