"""The inbox: messages to people, stored in our own database."""
