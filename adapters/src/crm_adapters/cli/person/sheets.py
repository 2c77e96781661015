"""The directory as a table, and one person as a sheet."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.person.options import written
from crm_adapters.cli.shell.screen import NOTHING, cut, facts, plain, table, words
from crm_operations.providers import Person


def who(person: Person) -> str:
    """``Ada Lovelace (ada)``."""
    return plain(person.name) if person.name == person.id else f"{plain(person.name)} ({plain(person.id)})"


def person_sheet(person: Person, people: Sequence[Person], open_leads: int | None, default_capacity: int) -> Table:
    """Everything known of somebody; a manager is named, and whom they lead."""
    by_id = {each.id: each for each in people}
    manager = by_id.get(person.manager_id or "")
    led = [plain(each.id) for each in people if each.manager_id == person.id and each.is_active]
    held = NOTHING if open_leads is None else str(open_leads)
    texts: list[tuple[str, str | None]] = [
        ("Works as", ", ".join(sorted(map(words, person.roles)))),
        ("Team", person.team),
        ("Led by", who(manager) if manager is not None else person.manager_id),
        ("Leads", ", ".join(led) or None),
        ("Acts for", person.acts_for),
        ("Looks after", ", ".join(sorted(person.territories)) or None),
        ("Knows", ", ".join(sorted(person.skills)) or None),
        ("Open leads", f"{held} of {default_capacity if person.capacity is None else person.capacity}"),
        ("A day", None if person.daily_capacity is None else f"{person.daily_capacity} new leads at most"),
        ("Weight", str(person.weight)),
        ("Zone", person.timezone),
        ("Here from", None if person.joined_on is None else str(person.joined_on)),
        ("Here until", None if person.left_on is None else str(person.left_on)),
    ]
    sheet: list[tuple[str, RenderableType | None]] = [("Person", Text(who(person) + away(person), "bold"))]
    sheet += [(name, text if text is None else plain(text)) for name, text in texts]
    return facts([*sheet, ("Hours", written(person.working_hours) or "always")])


def people_table(people: Sequence[Person], open_leads: Mapping[str, int] | None, default_capacity: int) -> Table:
    """A column that would say nothing of anybody is left out; nobody knows how many leads where there is no answer."""
    details: dict[str, list[str | None]] = {
        "Works as": [", ".join(sorted(map(words, person.roles))) for person in people],
        "Team": [person.team for person in people],
        "Led by": [person.manager_id for person in people],
        "Looks after": [", ".join(sorted(person.territories)) for person in people],
        "Knows": [", ".join(sorted(person.skills)) for person in people],
        "Acts for": [person.acts_for for person in people],
    }
    columns = [name for name, texts in details.items() if any(texts)]
    grid = table("Id", "Name", "Open leads", *columns, right=("Open leads",), whole=("Id",))
    for row, person in enumerate(people):
        name = cut(person.name + away(person))
        name.stylize("" if person.is_active and not person.paused else "dim")
        capacity = default_capacity if person.capacity is None else person.capacity
        held = NOTHING if open_leads is None else f"{open_leads.get(person.id, 0)} of {capacity}"
        grid.add_row(plain(person.id), name, held, *(cut(details[each][row]) for each in columns))
    return grid


def away(person: Person) -> str:
    """`` (left)``, `` (paused)``, or nothing."""
    if not person.is_active:
        return " (left)"
    return " (paused)" if person.paused else ""
