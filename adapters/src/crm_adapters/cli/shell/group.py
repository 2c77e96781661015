"""A group of commands that is a command itself: ``crm pipeline`` shows the board, ``crm pipeline edit`` edits."""

from typing import Any

from typer.core import TyperGroup


def group_with(verb: str, *, takes_word: bool = False) -> type[TyperGroup]:
    """A group whose default verb is ``verb``; a first word that is no verb is that one's argument.

    ``takes_word`` is for a verb that has one; for others an unknown word is refused as the misspelt verb it is.
    """

    class Group(TyperGroup):
        default_verb = verb

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            first = args[0] if args else ""
            is_own = first in self.commands or first in ctx.help_option_names
            is_word = bool(first) and not first.startswith("-")
            if not is_own and (takes_word or not is_word):
                args = [verb, *args]
            return super().parse_args(ctx, args)

    return Group
