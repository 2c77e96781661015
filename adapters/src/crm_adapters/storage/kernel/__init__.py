"""The common base of all stores: database, tables, types, sessions, mappings, statements, errors."""
