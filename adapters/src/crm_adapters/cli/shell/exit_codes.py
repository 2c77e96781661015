"""How a command may end: its exit codes."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1
    """Refused by a rule, forbidden, not found, somebody was faster, or something did not answer."""
    WRONG_USE = 2
    """The command or a value in it cannot be used; asking the same again cannot help."""
    SOME_REJECTED = 3
    """Done, but some rows of the input, or some of many leads, were rejected."""
    INTERRUPTED = 130
