"""Options several commands share."""

from typing import Annotated

import typer

AsJson = Annotated[
    bool, typer.Option("--json", metavar="", help="Answer as JSON on standard output, and nothing else there.")
]
LeadRef = Annotated[str, typer.Argument(metavar="LEAD", help="The lead's number, such as LEAD-2026-0001, or its id.")]
DealRef = Annotated[str, typer.Argument(metavar="DEAL", help="The deal's number, such as OPP-2026-0001, or its id.")]
Limit = Annotated[int, typer.Option("--limit", metavar="NUMBER", min=1, max=1_000, help="Show at most so many.")]
After = Annotated[
    str | None, typer.Option("--after", metavar="REF", help="Go on after this one, the last of the page before.")
]
AssignedTo = Annotated[str | None, typer.Option("--assigned-to", metavar="USER", help="Only what this person has.")]
PipelineName = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help="Only this pipeline: name or id.")]
ForPerson = Annotated[str | None, typer.Option("--for", metavar="PERSON", help="For this person instead of yourself.")]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help="ISO 4217 code of --value, such as USD or EUR.")
]
