"""The releases whose databases are kept: a folder each, with a dump of every kind of database and what it shows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from places import Place
from sql_dumps import dump, load

from crm_adapters.storage.kernel.releases import MIGRATIONS

FOLDER = Path(__file__).parent
EXPECTED = "expected.json"


class Release(NamedTuple):
    """``expected`` is what the database shows ``before`` and ``after`` its work is finished, and how its ``runs`` end.

    With it are the ``digests`` of its history by kind of database, and those of the ``migrations`` that made it.
    """

    folder: Path

    def __str__(self) -> str:
        return self.folder.name

    @property
    def expected(self) -> Mapping[str, Any]:
        expected: Mapping[str, Any] = json.loads((self.folder / EXPECTED).read_text(encoding="utf-8"))
        return expected

    def keep(self, place: Place) -> None:
        self.folder.mkdir(exist_ok=True)
        for file, url in self._files(place).items():
            file.write_bytes(dump(url).encode())  # with the line ends of its texts as they are

    def keep_expected(self, expected: Mapping[str, Any]) -> None:
        text = json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True)
        (self.folder / EXPECTED).write_text(text + "\n", encoding="utf-8")

    def restore(self, place: Place) -> None:
        """Into an empty database."""
        for file, url in self._files(place).items():
            load(file.read_bytes().decode(), url)

    def _files(self, place: Place) -> Mapping[Path, str]:
        files = {self.folder / f"{place.kind}.sql": place.database}
        if not place.is_one_database:
            files[self.folder / f"{place.kind}-processes.sql"] = place.processes
        return files


def migration_digests() -> Mapping[str, str]:
    """Of each migration's text, by its revision."""
    return {
        file.name.partition("_")[0]: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    }


RELEASES: Sequence[Release] = [Release(file.parent) for file in sorted(FOLDER.glob(f"*/{EXPECTED}"))]
