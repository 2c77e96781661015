"""What the parts of the work queue share: their columns, whose work is asked for, and when somebody was in touch."""

from collections.abc import Callable, Mapping, Sequence, Set
from functools import reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    false,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy import cast as as_type

from crm_adapters.storage.entities.activities import activities, is_human
from crm_adapters.storage.kernel.types import Moment
from crm_core.approvals import DelegationScope
from crm_core.identity import EntityKind
from crm_operations.work_queue import AskedWork, WorkKind

Part = Select[Any]
Condition = ColumnElement[bool]

NEVER = as_type(null(), Moment())
LEAD, DEAL = EntityKind.LEAD.value, EntityKind.OPPORTUNITY.value
_COLUMNS = ("scope", "subject_kind", "subject_id", "number", "title", "owner", "due_at", "since", "reasons")


def part(kind: WorkKind, *columns: ColumnElement[Any]) -> Part:
    """The columns of a row of work, in the order in which all parts name them."""
    named = (column.label(name) for name, column in zip(_COLUMNS, columns, strict=True))
    return select(word(kind).label("kind"), *named)


def word(text: str) -> ColumnElement[str]:
    """One of our own words, written into the statement."""
    return literal_column(f"'{text}'", String())


def moment(at: Any) -> ColumnElement[Any]:
    return literal(at, Moment())


def reasons(*named: tuple[str, Condition]) -> ColumnElement[str]:
    """Each that holds, a line of its own."""
    texts = [case((is_so, word(f"{reason}\n")), else_=word("")) for reason, is_so in named]
    return reduce(lambda text, more: text.concat(more), texts)


def is_owned(owner: ColumnElement[Any], asked: AskedWork, scope: DelegationScope) -> Condition:
    """Whether it waits for one of those who are asked for."""
    return true() if asked.owners is None else owner.in_(sorted(asked.owners[scope]))


def is_owned_by_kind(of_lead: Condition, owner: ColumnElement[Any], asked: AskedWork) -> Condition:
    """The same of what may be about a lead or about a deal, which may be delegated apart."""
    if asked.owners is None:
        return true()
    anybody = owner.in_(sorted({*asked.owners[DelegationScope.LEADS], *asked.owners[DelegationScope.DEALS]}))
    return and_(anybody, _by_kind(of_lead, owner.in_, asked.owners))  # an index finds anybody


def has_seat_by_kind(of_lead: Condition, names_seat: Callable[[str], Condition], asked: AskedWork) -> Condition:
    """Whether the answer of one of those who are asked for is waited for."""
    if asked.owners is None:
        return true()
    return _by_kind(of_lead, lambda owners: or_(false(), *map(names_seat, owners)), asked.owners)


def _by_kind(
    of_lead: Condition, waits_for: Callable[[Sequence[str]], Condition], owners: Mapping[DelegationScope, Set[str]]
) -> Condition:
    of_leads, of_deals = sorted(owners[DelegationScope.LEADS]), sorted(owners[DelegationScope.DEALS])
    if of_leads == of_deals:
        return waits_for(of_leads)
    return or_(and_(of_lead, waits_for(of_leads)), and_(~of_lead, waits_for(of_deals)))


def is_untouched(kind: str, entity: Any, since: ColumnElement[Any], began: ColumnElement[Any]) -> Condition:
    """Whether nobody was in touch about it after ``since``; about what nobody ever was, whether it began by then."""
    about = (
        activities.c.tenant_id == entity.tenant_id,
        activities.c.related_entity_type == word(kind),
        activities.c.related_entity_id == entity.id,
        is_human,
    )
    return and_(~exists().where(*about, activities.c.completed_at > since), or_(began <= since, exists().where(*about)))
