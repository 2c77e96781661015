"""Where a demonstration lives: a folder of its own that git does not see, or the database somebody named."""

import shlex
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from crm_adapters.demo.company import HOME, TENANT
from crm_core.errors import Invalid
from crm_core.values import Value

FOLDER = Path("crm-demo")

_GITIGNORE = "*\n"
_CONFIG = f"""# The demonstration of `crm demo`; run `crm` in this folder to look around in it.
database_url = "sqlite:///crm.db"
tenant = "{TENANT}"

[operations]
timezone = "{HOME}"
"""


class Place(Value):
    """``enter`` is what to type before anything else; ``start`` is where one is then."""

    url: str
    report: Path
    enter: str
    start: Path = Path()

    @classmethod
    def of_its_own(cls) -> Self:
        """Made anew each time. Raises Invalid for a folder of that name that is something else."""
        config = FOLDER / "crm.toml"
        if FOLDER.exists() and not (config.is_file() and config.read_text(encoding="utf-8") == _CONFIG):
            raise Invalid.field(str(FOLDER), "it is there and no demonstration", "move it away, or name a --database")
        FOLDER.mkdir(exist_ok=True)
        for name in ("crm.db", "crm.db-wal", "crm.db-shm", "report.html"):
            (FOLDER / name).unlink(missing_ok=True)
        (FOLDER / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
        config.write_text(_CONFIG, encoding="utf-8")
        url = f"sqlite:///{FOLDER / 'crm.db'}"
        return cls(url=url, report=FOLDER / "report.html", enter=f"cd {FOLDER}", start=FOLDER)

    @classmethod
    def named(cls, url: str) -> Self:
        """The report goes beside a database that is a file, else into the working directory."""
        address = make_url(url)
        file = Path(address.database or "") if address.get_backend_name() == "sqlite" else Path()
        shown = shlex.quote(address.render_as_string(hide_password=True))
        enter = f"export CRM_TENANT={TENANT} CRM_DATABASE_URL={shown}"
        return cls(url=url, report=file.parent / "crm-demo-report.html", enter=enter)
