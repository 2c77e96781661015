"""What every command stands on: who asks, how answers look, and how a command ends."""
