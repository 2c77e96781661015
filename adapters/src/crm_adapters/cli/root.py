"""The root of all commands: common options may stand anywhere, and failures are shown in one line."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from crm_adapters.cli.menu import MENU, LazyCommands, outlined
from crm_adapters.cli.shell.exit_codes import ExitCode

GOES_ON = "what was begun goes on by itself in crm worker, or with the next crm process list"


class RootGroup(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = LazyCommands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  typer says what is given
        return list(MENU)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """As the list of commands shows it; the command itself is loaded when it is to be run."""
        return outlined(cmd_name) if cmd_name in MENU else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, outline, rest = super().resolve_command(ctx, args)
        command = outline if name is None else self.commands[name]
        if not gc.isenabled():
            gc.freeze()  # what is imported stays
            gc.enable()
        return name, command, rest

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """``crm lead list --tenant acme`` means ``crm --tenant acme lead list``."""
        with _refused_in_words():
            return super().parse_args(ctx, self._own_options_first(ctx, args))

    def invoke(self, ctx: Any) -> Any:
        # What only a command that runs needs is imported here, so that the list of commands is there at once.
        from pydantic import ValidationError

        from crm_adapters.cli.shell.failures import exit_code_of, explain_failure
        from crm_adapters.cli.shell.screen import complain, print_trace
        from crm_adapters.cli.shell.session import Session
        from crm_core.errors import CrmError

        try:
            with _refused_in_words():
                answer = super().invoke(ctx)
            sys.stdout.flush()
            if isinstance(ctx.obj, Session):
                ctx.obj.finish_abandoned_runs()
        except BrokenPipeError:
            _keep_quiet()
            raise typer.Exit(ExitCode.DONE) from None
        except (CrmError, ValidationError, OSError) as failure:
            if isinstance(ctx.obj, Session) and ctx.obj.debug:
                print_trace()
            complain(explain_failure(failure))
            raise typer.Exit(exit_code_of(failure)) from failure
        except KeyboardInterrupt:
            is_left = isinstance(ctx.obj, Session) and ctx.obj.leaves_something
            complain(f"interrupted; {GOES_ON}" if is_left else "interrupted")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        return answer

    def _own_options_first(self, ctx: Any, args: list[str]) -> list[str]:
        takes_value = {
            name: not getattr(param, "is_flag", False)
            for param in self.get_params(ctx)
            if param.param_type_name == "option" and not param.is_eager
            for name in param.opts
            if name.startswith("--")
        }
        own: list[str] = []
        rest: list[str] = []
        waiting = list(args)
        while waiting:
            word = waiting.pop(0)
            if word == "--":
                return [*own, *rest, word, *waiting]
            name, assigned, _ = word.partition("=")
            if name not in takes_value:
                rest.append(word)
                continue
            own.append(word)
            if takes_value[name] and not assigned and waiting:
                own.append(waiting.pop(0))
        return [*own, *rest]


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """What typer has from pydantic is shown as every other value that does not fit."""
    try:
        yield
    except typer.BadParameter as refused:
        from pydantic import ValidationError

        from crm_core.arguments import in_words

        if isinstance(refused.__cause__, ValidationError):
            problem, remedy = in_words(refused.__cause__.errors()[0])
            refused.message = f"{problem}; {remedy}" if remedy else problem
        raise


def _keep_quiet() -> None:
    """The reader closed the pipe: buffered output must not raise when Python exits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
