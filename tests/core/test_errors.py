"""Every error says what is wrong, in words and as data."""

import pytest

from crm_core.errors import (
    ChangedMeanwhile,
    Conflict,
    CrmError,
    Forbidden,
    Invalid,
    KeyTaken,
    Kind,
    NotFound,
    Refused,
    Unavailable,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound, Kind.NOT_FOUND),
        (Conflict, Kind.CONFLICT),
        (Refused, Kind.REFUSED),
        (Forbidden, Kind.FORBIDDEN),
        (Invalid, Kind.INVALID),
        (Unavailable, Kind.UNAVAILABLE),
    ],
)
def test_each_base_is_one_kind(error: type[CrmError], kind: Kind) -> None:
    assert error("no").kind is kind


def test_an_error_as_data_tells_its_kind_class_sentence_and_facts() -> None:
    assert NotFound.because_unknown("lead", "7").to_dict() == {
        "kind": "not_found",
        "error": "NotFound",
        "message": "no lead with id 7",
        "facts": {"what": "lead", "id": "7"},
    }


def test_a_kind_of_two_words_reads_as_two_words() -> None:
    errors = (
        NotFound.because_unknown("trade_fair", "7"),
        KeyTaken.because_taken("trade_fair", "name", "Expo"),
        ChangedMeanwhile.because_version_moved_on("trade_fair", "7", 1),
        Forbidden.because_of_another_tenant("trade_fair", "7"),
    )

    assert [str(error) for error in errors if "trade fair " not in str(error)] == []


def test_a_fact_is_never_read_as_a_gap_of_the_sentence() -> None:
    assert str(Invalid.field("name", "{secret}", "{0} {}")) == "name: {secret}; {0} {}"


def test_a_lost_race_tells_what_to_do() -> None:
    lost = ChangedMeanwhile.because_version_moved_on("lead", "7", 3)

    assert str(lost) == "lead 7 was changed by someone else since version 3; load it again and repeat"
    assert lost.kind is Kind.CONFLICT
