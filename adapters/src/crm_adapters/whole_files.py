"""Files that are written whole or not at all, so that a full disk leaves the former one."""

import os
import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside the file and renames; what is no ordinary file, such as a pipe, is written as it is.

    Raises OSError, and then the former file stands as it was.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    beside = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
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
