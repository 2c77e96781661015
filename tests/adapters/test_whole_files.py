"""A file is written whole, or stands as it was."""

import os
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from crm_adapters.whole_files import write_whole


def test_a_full_disk_leaves_the_former_file_and_nothing_beside_it(tmp_path: Path, mocker: MockerFixture) -> None:
    (file := tmp_path / "report.csv").write_bytes(b"former")
    mocker.patch("os.fsync", side_effect=OSError(28, "No space left on device"))

    with pytest.raises(OSError, match=r"No space left on device: '.*report.csv'"):
        write_whole(file, b"newer")

    assert [each.name for each in tmp_path.iterdir()] == ["report.csv"]
    assert file.read_bytes() == b"former"


def test_a_file_that_is_there_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    (file := tmp_path / "report.csv").write_bytes(b"former")
    file.chmod(0o640)
    (link := tmp_path / "newest.csv").symlink_to(file)

    write_whole(link, b"newer")

    assert link.is_symlink()
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"newer", 0o640)


def test_what_is_no_ordinary_file_is_written_as_it_is() -> None:
    write_whole(Path(os.devnull), b"gone")

    assert not Path(os.devnull).is_file()
