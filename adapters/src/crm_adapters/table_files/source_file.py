"""The bytes of one file, unpacked while they are read, never more than a limit of them."""

import gzip
import hashlib
import io
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO, cast

from crm_core.errors import Invalid

_GZIP = b"\x1f\x8b"
_BLOCK = 2**20


class SourceFile:
    def __init__(self, path: Path, limit: int) -> None:
        """``limit`` is in bytes, unpacked. Raises Invalid where the file cannot be read."""
        self.path = path
        self._limit = limit
        self.name = path.name
        with self._raw() as raw:
            self._packed = raw.read(2) == _GZIP
            raw.seek(0)
            self.digest = hashlib.file_digest(cast(io.BufferedReader, raw), "sha256").hexdigest()
        if self._packed:
            self.name = self.name.removesuffix(".gz")

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.casefold()

    def open(self, limit: int | None = None) -> BinaryIO:
        """Reading from it raises Invalid beyond the limit, and where it is not well packed."""
        limited = _Limited(self._raw(), self.name, limit or self._limit, self._packed)
        return io.BufferedReader(cast(io.RawIOBase, limited), _BLOCK)

    def start(self, size: int) -> bytes:
        with self.open() as file:
            return file.read(size)

    def whole(self, limit: int) -> bytes:
        with self.open(limit) as file:
            return file.read()

    def blocks(self) -> Iterator[bytes]:
        with self.open() as file:
            while block := file.read(_BLOCK):
                yield block

    def _raw(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as cause:
            problem = f"cannot be read: {cause.strerror}"
            raise Invalid.field(self.name, problem, f"make {self.path} a file that can be read") from cause


@contextmanager
def spooled(stream: IO[bytes], name: str = "stdin") -> Iterator[Path]:
    """What a stream says as a file, since it is read more than once; removed at the end."""
    with TemporaryDirectory(prefix="crm-import-") as folder:
        path = Path(folder) / name
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, _BLOCK)
        yield path


class _Limited(io.RawIOBase):
    def __init__(self, raw: BinaryIO, name: str, limit: int, packed: bool) -> None:
        self._raw = raw
        self._file = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
        self._name, self._left, self._limit = name, limit, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # any buffer will do
        try:
            block = self._file.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as cause:
            raise Invalid.field(self._name, "is no whole gzip file", "pack it again") from cause
        except OSError as cause:
            raise Invalid.field(self._name, f"cannot be read: {cause.strerror}", "make it readable") from cause
        self._left -= len(block)
        if self._left < 0:
            problem = f"has more than {self._limit:,} bytes when it is unpacked"
            raise Invalid.field(self._name, problem, "split it, or save it as CSV or JSON Lines")
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._raw.close()
        super().close()
