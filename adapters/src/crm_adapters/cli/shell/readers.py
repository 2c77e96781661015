"""How texts of certain fields are read, whatever request has them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crm_adapters.cli.shell.files import stages_of_file
from crm_adapters.cli.shell.reading import basis_points_of, lead_id_of, pipeline_id_of, stage_named
from crm_adapters.cli.shell.session import Session


class Reader(NamedTuple):
    metavar: str
    read: Callable[[Session, str], Any]


READERS: Mapping[str, Reader] = {
    "lead_id": Reader("LEAD", lead_id_of),
    "pipeline_id": Reader("NAME", pipeline_id_of),
    "discount_basis_points": Reader("PERCENT", basis_points_of("--discount")),
    "margin_basis_points": Reader("PERCENT", basis_points_of("--margin", least=-100)),
    "probability_basis_points": Reader("PERCENT", basis_points_of("--probability")),
    "stage": Reader("STAGE", stage_named),
    "stages": Reader("FILE", stages_of_file),
    "where": Reader("CEL", lambda _, condition: condition),
}
"""Of fields whose texts are no plain values; most take the application to be understood."""
