"""The keys secrets are sealed with: from the environment, or from a file that is made when the first one is needed."""

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import SecretStr
from sqlalchemy import URL

from crm_core.errors import Invalid, Unavailable
from crm_core.values import Value

KEY_BYTES = 32
"""AES-256."""
SETTING = "encryption.keys"
_HEAD = "# Keys of crm: whoever has one can read the secrets of its database. The newest comes last; keep them all.\n"


class EncryptionSettings(Value):
    """``[encryption]``, or ``CRM_ENCRYPTION__...``."""

    keys: SecretStr | None = None
    """Each 32 bytes in base64, the newest first, separated by commas; then no file is read."""
    key_file: Path | None = None
    """The key file otherwise; by default ``~/.config/crm/keys``."""


class KeyMissing(Unavailable):
    """A key is missing; operations succeed again once it is back, and no delivery fails for good meanwhile."""

    @classmethod
    def because_it_is_not_here(cls, key_id: str, where: str) -> Self:
        return cls(
            "the key {key} that secrets of this database are sealed with is not here; bring it back to {where}",
            {"key": key_id, "where": where},
        )


class Keys:
    """Finds keys; an unknown one has the file read again, since another process may have added it."""

    def __init__(self, settings: EncryptionSettings, database: URL) -> None:
        """Raises Invalid for malformed keys."""
        self._from_environment = None if settings.keys is None else settings.keys.get_secret_value()
        self._settings = settings
        self._database = database
        self._known: dict[str, bytes] = {}
        if self._from_environment is not None:
            self._known = _read(self._from_environment.split(","))

    @cached_property
    def file(self) -> Path:
        """The path of the key file. Raises Invalid for one beside the database."""
        return _key_file_of(self._settings, self._database)

    @property
    def is_read_by_others(self) -> bool:
        """Whether the file is open to more than its owner."""
        return (
            self._from_environment is None
            and self.file.exists()
            and bool(self.file.stat().st_mode & 0o077)
            and os.name != "nt"
        )

    @property
    def where(self) -> str:
        return "CRM_ENCRYPTION__KEYS" if self._from_environment is not None else str(self.file)

    def find(self, key_id: str) -> bytes:
        """Raises KeyMissing, and Invalid for a file that cannot be read."""
        if key_id not in self._known:
            self._known |= self._read_file()
        if key_id not in self._known:
            raise KeyMissing.because_it_is_not_here(key_id, self.where)
        return self._known[key_id]

    def newest(self) -> str | None:
        """The id of the newest key; None while there is none."""
        if self._from_environment is not None:
            return next(iter(self._known))
        self._known = dict(self._read_file())
        return next(reversed(self._known), None)

    def draw(self) -> str:
        """Adds a new key to the file, which only its owner can read, and answers its id. Raises Invalid."""
        if self._from_environment is not None:
            remedy = "put a new key first there, on every machine, then repeat: openssl rand -base64 32"
            raise Invalid.field(SETTING, "the keys come from the environment", remedy)
        drawn = secrets.token_bytes(KEY_BYTES)
        line = f"{base64.b64encode(drawn).decode()}\n"
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.file.exists():
                _make(self.file, _HEAD + line)
            else:
                with self.file.open("a", encoding="ascii") as file:
                    file.write(line)
                    file.flush()
                    os.fsync(file.fileno())
        except OSError as cause:
            remedy = "name another file in CRM_ENCRYPTION__KEY_FILE"
            raise Invalid.field("encryption.key_file", f"{self.file}: {cause.strerror}", remedy) from cause
        newest = self.newest()
        assert newest is not None  # noqa: S101  it was just written
        return newest

    def _read_file(self) -> Mapping[str, bytes]:
        if self._from_environment is not None:
            return self._known
        try:
            lines = self.file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as cause:
            remedy = "let whoever runs crm read it, and nobody else"
            raise Invalid.field("encryption.key_file", f"{self.file} cannot be read", remedy) from cause
        return _read(line for line in lines if line.strip() and not line.startswith("#"))


def _key_file_of(settings: EncryptionSettings, database: URL) -> Path:
    """Raises Invalid for a file beside the database, since a copy of that folder would contain both."""
    file = settings.key_file
    if file is None:
        folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
        file = Path(folder) / "crm" / "keys"
    file = _absolute(file)
    if database.get_backend_name() == "sqlite" and _absolute(Path(str(database.database))).parent == file.parent:
        problem = f"{file} lies in the folder of the database, and whoever copies that has both"
        raise Invalid.field("encryption.key_file", problem, "name a file elsewhere in CRM_ENCRYPTION__KEY_FILE")
    return file


def key_id_of(key: bytes) -> str:
    """An id that distinguishes keys and reveals nothing about them."""
    return hashlib.sha256(b"crm key id\x00" + key).hexdigest()[:12]


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except RuntimeError as cause:  # the home folder is unknown
        remedy = "name a file in CRM_ENCRYPTION__KEY_FILE"
        raise Invalid.field("encryption.key_file", "it is not known where your home is", remedy) from cause


def _read(texts: Iterable[str]) -> dict[str, bytes]:
    keys = [_decoded(text) for text in texts]
    return {key_id_of(key): key for key in keys}


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        problem = f"a key is not {KEY_BYTES} bytes in base64"
        raise Invalid.field(SETTING, problem, "make one with openssl rand -base64 32")
    return key


def _make(file: Path, content: str) -> None:
    """Creates the file whole or not at all; of two simultaneous calls the first one's file stays."""
    descriptor, beside = tempfile.mkstemp(dir=file.parent, prefix=".keys-")  # for its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as temporary:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
        with suppress(FileExistsError):
            os.link(beside, file)
    finally:
        Path(beside).unlink()
