"""What every store stands on: the database, its tables and types, sessions, mappings, statements and errors."""
