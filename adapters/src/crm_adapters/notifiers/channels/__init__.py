"""Channels, which deliver messages to addresses outside; one module each."""
