"""Files that are written whole or not at all, so that a full disk leaves the former one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """All at once, as ``written_whole`` does it. Raises OSError, and then the former file stands as it was."""
    with written_whole(path) as file:
        file.write(content)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Writes beside the file and renames; what is no ordinary file, such as a pipe, is written as it is.

    Raises OSError; then, and when the block fails, the former file stands as it was.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    beside = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except OSError as problem:
        problem.filename = str(path)  # rather than a name nobody gave
        raise
    finally:
        beside.unlink(missing_ok=True)
