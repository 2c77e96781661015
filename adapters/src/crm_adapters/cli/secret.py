"""``crm secret``: the keys that secrets in the database are sealed with."""

import typer

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import counted
from crm_adapters.cli.shell.session import session_of
from crm_core.actor import Permission

app = typer.Typer(no_args_is_help=True)


@app.command("rotate")
def rotate_key(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Draw a new key, and seal every secret of every tenant anew, while workers go on.

    Where keys come from the environment, put the new one first there, on every
    machine, before this. Former keys stay where they are: backups need them.
    """
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    infrastructure = session.crm.container.infrastructure
    rotation = infrastructure.secrets_upkeep().rotate()
    where = infrastructure.keys().where
    done = f"{counted(rotation.sealed_anew, 'secret')} sealed anew with {rotation.key_id}, of {where}."
    session.print_result(rotation, done, as_json=as_json)
    if rotation.remaining and not as_json:
        what = counted(rotation.remaining, "secret")
        session.print_note(
            f"{what} changed meanwhile, or cannot be read. Next: crm doctor, then crm secret rotate", "dim"
        )
