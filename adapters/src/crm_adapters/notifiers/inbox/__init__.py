"""The inbox: messages to people kept in our own database, until they are read."""
