"""What every child of a rehearsal would do first is done once, in the process they are forked off.

Each workflow runs once, so that models are built, statements compiled and modules loaded; nothing of it stays open.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from environment import Environment
from fresh_databases import SqliteDatabases
from scenarios import FIRST

from crm_adapters.wiring import administrator

with TemporaryDirectory() as folder:
    place = SqliteDatabases(Path(folder)).copied_to(Path(folder) / "crm.db")
    crm = Environment(place, f"sqlite:///{folder}/processes.db", None).open_beside()
    for number, scenario in enumerate(FIRST.values()):
        actor = administrator(f"tenant-{number}")
        crm.initialise(actor)
        scenario.start(crm, actor, scenario.prepare(crm, actor))
    crm.close()
