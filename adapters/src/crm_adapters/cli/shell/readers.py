"""How texts of certain fields are read, whatever request has them."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, NamedTuple

from crm_adapters.cli.shell.files import stages_of_file
from crm_adapters.cli.shell.reading import basis_points_of, lead_id_of, moment_of, pipeline_id_of, stage_named
from crm_adapters.cli.shell.session import Session


class Reader(NamedTuple):
    metavar: str
    read: Callable[[Session, str], Any]


def _day_or_moment(option: str) -> Callable[[Session, str], Any]:
    """A bare date is its first moment, where the tenant lives."""
    return lambda session, text: moment_of(text, session.zone, option=option, day_at=time.min)


READERS: Mapping[str, Reader] = {
    "ends_at": Reader("WHEN", _day_or_moment("--until")),
    "lead_id": Reader("LEAD", lead_id_of),
    "pipeline_id": Reader("NAME", pipeline_id_of),
    "discount_basis_points": Reader("PERCENT", basis_points_of("--discount")),
    "margin_basis_points": Reader("PERCENT", basis_points_of("--margin", least=-100)),
    "probability_basis_points": Reader("PERCENT", basis_points_of("--probability")),
    "stage": Reader("STAGE", stage_named),
    "stages": Reader("FILE", stages_of_file),
    "starts_at": Reader("WHEN", _day_or_moment("--from")),
    "where": Reader("CEL", lambda _, condition: condition),
}
"""Of fields whose texts are no plain values; most take the application to be understood."""
