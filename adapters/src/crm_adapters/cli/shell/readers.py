"""How texts of certain fields are read, whatever request has them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crm_adapters.cli.shell.files import stages_of_file
from crm_adapters.cli.shell.reading import (
    END_OF_DAY,
    basis_points_of,
    deal_id_of,
    lead_id_of,
    moment_of,
    pipeline_id_of,
    shares_of,
    stage_named,
    subject_id_of,
)
from crm_adapters.cli.shell.session import Session


class Reader(NamedTuple):
    metavar: str
    read: Callable[[Session, str], Any]


def _by_end_of_day(option: str) -> Callable[[Session, str], Any]:
    """A bare date includes that day; of other moments it is the first of the day."""
    return lambda session, text: moment_of(text, session.zone, option=option, day_at=END_OF_DAY)


READERS: Mapping[str, Reader] = {
    "due_date": Reader("WHEN", _by_end_of_day("--due")),
    "in_force_at": Reader("WHEN", _by_end_of_day("--in-force-at")),
    "lead_id": Reader("LEAD", lead_id_of),
    "opportunity_id": Reader("DEAL", deal_id_of),
    "pipeline_id": Reader("NAME", pipeline_id_of),
    "discount_basis_points": Reader("PERCENT", basis_points_of("--discount")),
    "margin_basis_points": Reader("PERCENT", basis_points_of("--margin", least=-100)),
    "probability_basis_points": Reader("PERCENT", basis_points_of("--probability")),
    "shares": Reader("SHARES", shares_of),
    "stage": Reader("STAGE", stage_named),
    "stages": Reader("FILE", stages_of_file),
    "subject_id": Reader("REF", subject_id_of),
    "where": Reader("CEL", lambda _, condition: condition),
}
"""Of fields whose texts are no plain values; most take the application to be understood."""
