"""Customers and contacts from files, written to the party master: found by a key and changed, or created by theirs.

The party master is asked before the lines are written, never within; it keeps no history, so what was changed there
stays changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from crm_core.actor import Actor, Permission
from crm_core.email_addresses import email_key
from crm_core.errors import Conflict, CrmError, Invalid, Unavailable
from crm_core.imports import (
    Chunk,
    ContactRecord,
    CustomerRecord,
    ImportKind,
    ImportLine,
    Lines,
    MappedRow,
    Outcome,
    Reference,
)
from crm_core.opportunities import OpportunityFilter
from crm_operations.bulk import Left, Undone, problem_of
from crm_operations.operation import inward
from crm_operations.providers import Customer, CustomerDraft, CustomerProvider, CustomerUpdate, PeopleProvider
from crm_operations.records import Records

PartyRecord: TypeAlias = CustomerRecord | ContactRecord

_STAYS = "the party master keeps no history: it stays as it is"
_FIELDS = ("name", "contact_name", "email", "phone", "industry")


class _Row(NamedTuple):
    """A row and whom it is of: somebody there, or whoever ``key`` creates."""

    row: MappedRow
    customer_id: str | None = None
    key: str | None = None
    is_first: bool = True


class PartyRows:
    """Writes the rows of one kind: customers, or contacts."""

    def __init__(
        self, records: Records, customers: CustomerProvider, people: PeopleProvider, row_kind: ImportKind
    ) -> None:
        self._records = records
        self._customers = customers
        self._people = people
        self._kind = row_kind

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 rows of a file; the same again creates nobody twice. Raises Unavailable.

        A contact without a customer is a customer themselves; with one, they become whom to speak with there.
        """
        refused = [self._line(chunk, each.line, Outcome.REFUSED, problem=each) for each in chunk.problems]
        skipped = [self._line(chunk, line, Outcome.SKIPPED) for line in chunk.skipped]
        lines = [*refused, *skipped, *_Rows(self, actor.tenant_id, chunk).written()]
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            work.import_lines.add(lines)
        return lines

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Discards the customers that these lines created, unless something hangs on them. Raises Unavailable."""
        undone = Undone()
        for line in lines:
            reason = self._discarded(actor, line.entity_id or "") if line.outcome is Outcome.CREATED else _STAYS
            left = () if reason is None else (Left(kind=line.kind, id=line.entity_id or "", reason=reason),)
            undone += Undone(reversed=reason is None, kept=left)
        return undone

    def _discarded(self, actor: Actor, customer_id: str) -> str | None:
        """Why it is still there."""
        customer = self._customers.find_by_id(actor.tenant_id, customer_id)
        if customer is None:
            return None
        with self._records.reading(actor) as work:
            deals = work.opportunities.find(OpportunityFilter(party_id=customer_id, limit=1))
        if deals:
            return f"deal {deals[0].opportunity_number} is with it"
        if customer.external_id is None:
            return "the party master does not tell what created it"
        self._customers.discard(actor.tenant_id, customer_id, key=customer.external_id)
        if self._customers.exists(actor.tenant_id, customer_id):
            return "something at the party master hangs on it"
        return None

    def _line(
        self, chunk: Chunk, line: int, outcome: Outcome, entity_id: str | None = None, **facts: Any
    ) -> ImportLine:
        return ImportLine(chunk.batch_id, chunk.file, line, self._kind, outcome, entity_id, **facts)


class _Rows:
    """Of one chunk."""

    def __init__(self, writer: PartyRows, tenant_id: str, chunk: Chunk) -> None:
        self._line = writer._line  # noqa: SLF001
        self._customers = writer._customers  # noqa: SLF001
        self._people = writer._people  # noqa: SLF001
        self._tenant_id = tenant_id
        self._chunk = chunk
        self._known: dict[str, Customer] = {}

    def written(self) -> Sequence[ImportLine]:
        """The lines, in the order of rows."""
        lines: dict[int, ImportLine] = {}
        found: list[_Row] = []
        drafts: dict[str, CustomerDraft] = {}
        for each in self._found(lines):
            found.append(each)
            if each.key is not None and each.is_first:
                drafts[each.key] = _draft(each.row.record)
        created = self._customers.create_many(self._tenant_id, drafts) if drafts else {}
        for each in found:
            try:
                lines[each.row.line] = self._one(each, created)
            except Unavailable:
                raise
            except CrmError as error:
                lines[each.row.line] = self._refused(each.row, error)
        return [lines[row.line] for row in self._chunk.rows]

    def _found(self, lines: dict[int, ImportLine]) -> Sequence[_Row]:
        """Whom each row is of; a row that names nobody that is there has a line, and is left out."""
        by_key = self._by_keys()
        by_email = self._by_emails()
        named = find_customers(self._customers, self._tenant_id, self._references())
        earlier: dict[tuple[str, str], str] = {}
        rows: list[_Row] = []
        for row in self._chunk.rows:
            record: Any = row.record
            owner = getattr(record, "owner", None)
            if owner is not None and self._people.find_by_id(self._tenant_id, owner) is None:
                problem, remedy = f"there is nobody with the id {owner}", "import people first"
                lines[row.line] = self._refused(row, Invalid.field("owner", problem, remedy))
                continue
            reference = getattr(record, "customer", None)
            if reference is not None:
                if (customer := named.get(reference)) is None:
                    problem, remedy = f"there is none with {reference.by} {reference.value}", "import customers first"
                    lines[row.line] = self._refused(row, Invalid.field("customer", problem, remedy))
                    continue
                self._known.setdefault(customer.id, customer)
                rows.append(_Row(row, customer_id=customer.id))
                continue
            keys = {"external_id": record.external_id, "email": email_key(record.email)}
            asked = [(field, value) for field in self._chunk.key if (value := keys.get(field)) is not None]
            hits = (by_key.get(value) if field == "external_id" else by_email.get(value) for field, value in asked)
            customer = next((hit for hit in hits if hit is not None), None)
            before = next((earlier[each] for each in asked if each in earlier), None)
            if customer is not None:
                self._known.setdefault(customer.id, customer)
                rows.append(_Row(row, customer_id=customer.id))
            else:
                key = before or record.external_id or f"{self._chunk.batch_id}/{self._chunk.file}/{row.line}"
                rows.append(_Row(row, key=key, is_first=before is None))
                earlier.update((each, key) for each in asked)
        return rows

    def _one(self, each: _Row, created: Mapping[str, Customer]) -> ImportLine:
        if each.key is None:
            customer = self._known[each.customer_id or ""]
        elif each.key in created:
            customer = self._known.setdefault(created[each.key].id, created[each.key])
        else:
            raise Conflict("another customer has this e-mail address")
        is_new = each.key is not None and each.is_first
        update = self._update(customer, each.row.record, is_new=is_new)
        if update:
            change = CustomerUpdate.model_validate(update)
            self._known[customer.id] = self._customers.update(self._tenant_id, customer.id, change)
        outcome = Outcome.CREATED if is_new else Outcome.CHANGED if update else Outcome.UNCHANGED
        version = 0 if outcome is Outcome.UNCHANGED else 1
        is_duplicate = each.key is not None and not each.is_first
        return self._line(self._chunk, each.row.line, outcome, customer.id, version=version, is_duplicate=is_duplicate)

    def _update(self, customer: Customer, record: Any, *, is_new: bool) -> dict[str, Any]:
        """What is to be changed: of a new customer only who looks after it."""
        facts = {name: getattr(record, name) for name in _FIELDS if name in record.model_fields_set}
        if isinstance(record, ContactRecord):
            is_of_another = record.customer is not None
            facts = _of_contact(facts, customer, is_of_another=is_of_another)
        changes = {
            name: value
            for name, value in ({} if is_new else facts).items()
            if value != (present := getattr(customer, name)) and self._chunk.may_write(name, present)
        }
        owner = getattr(record, "owner", None)
        if owner is not None and owner != customer.owner_id and self._chunk.may_write("owner", customer.owner_id):
            changes["owner_id"] = owner
        return changes

    def _by_keys(self) -> Mapping[str, Customer]:
        keys = {key for row in self._chunk.rows if (key := getattr(row.record, "external_id", None)) is not None}
        return self._customers.find_by_keys(self._tenant_id, sorted(keys)) if keys else {}

    def _by_emails(self) -> Mapping[str, Customer]:
        if "email" not in self._chunk.key:
            return {}
        emails = {email for row in self._chunk.rows if (email := getattr(row.record, "email", None)) is not None}
        found = self._customers.find_by_emails(self._tenant_id, sorted(emails)) if emails else {}
        return {key: customer for email, customer in found.items() if (key := email_key(email)) is not None}

    def _references(self) -> Sequence[Reference]:
        named = (getattr(row.record, "customer", None) for row in self._chunk.rows)
        return list(dict.fromkeys(reference for reference in named if reference is not None))

    def _refused(self, row: MappedRow, error: CrmError) -> ImportLine:
        return self._line(self._chunk, row.line, Outcome.REFUSED, problem=problem_of(error, row.line))


def find_customers(
    customers: CustomerProvider, tenant_id: str, references: Sequence[Reference]
) -> Mapping[Reference, Customer]:
    """Whom each reference names, by external id, id or e-mail address; those that name nobody are left out.

    Raises Unavailable.
    """
    keys = [each.value for each in references if each.by == "external_id"]
    emails = [each.value for each in references if each.by == "email"]
    by_key = customers.find_by_keys(tenant_id, keys) if keys else {}
    by_email = customers.find_by_emails(tenant_id, emails) if emails else {}
    found: dict[Reference, Customer] = {}
    for each in references:
        if each.by == "id":
            customer = customers.find_by_id(tenant_id, each.value)
        else:
            customer = (by_key if each.by == "external_id" else by_email).get(each.value)
        if customer is not None:
            found[each] = customer
    return found


def _draft(record: Any) -> CustomerDraft:
    facts = {name: getattr(record, name, None) for name in _FIELDS}
    if isinstance(record, ContactRecord):
        facts["contact_name"] = record.name
    return CustomerDraft.model_validate(facts)


def _of_contact(facts: Mapping[str, Any], customer: Customer, *, is_of_another: bool) -> dict[str, Any]:
    """Somebody to speak with brings an address and a number only where the customer has none."""
    if not is_of_another:
        return {**facts, "contact_name": facts["name"]} if "name" in facts else dict(facts)
    fills = {name: facts[name] for name in ("email", "phone") if facts.get(name) and getattr(customer, name) is None}
    return {"contact_name": facts["name"], **fills} if "name" in facts else fills
