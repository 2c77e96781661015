"""The common base of all commands: the session, its output, and how a command ends."""
