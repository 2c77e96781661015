"""Lines of sales from files: what a won deal sold, kept as a version of its quotation that became an order.

The sales system knows nothing of it: it is history, kept here alone. What the deal was won at stays; its credits are
made anew by the products of its lines.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.credits import CreditedPerson
from crm_core.errors import CrmError, Invalid
from crm_core.identity import NewId
from crm_core.imports import Chunk, ImportKind, ImportLine, Lines, Outcome, Reference, SalesLineRecord, sold_line
from crm_core.opportunities import Opportunity
from crm_core.products import Product
from crm_core.quotations import MOST_LINES, DraftQuotation, PricedLine, QuotationVersion, VersionStatus
from crm_operations.bulk import Undone, problem_of, undo_lines
from crm_operations.credits import CreditedPeople, DealCredits
from crm_operations.operation import inward
from crm_operations.quote_to_order.versions import QuotationVersions, product_values
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

_NAMED_BY = {"external_id": "external_id", "number": "opportunity_number"}


class _Sold(NamedTuple):
    """Rows of one deal that became lines."""

    deal: Opportunity
    rows: list[int]
    lines: list[PricedLine]


class SalesLineRows:
    """Writes the lines that deals sold, and takes them back."""

    def __init__(
        self,
        records: Records,
        quotation_versions: QuotationVersions,
        deal_credits: DealCredits,
        credited_people: CreditedPeople,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._versions = quotation_versions
        self._credits = deal_credits
        self._people = credited_people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 lines of a file. A row of a deal that is not won is refused. Raises Unavailable.

        Lines have no key to be found again by: a deal whose lines another import brought takes no others.
        """
        with self._records.reading(actor) as work:
            named = _deals_named(work, [row.record for row in chunk.rows])
            sharing = {deal.id: self._people.sharing(work, deal) for deal in named.values()}
        people = {id_: self._people.look_up(actor.tenant_id, each) for id_, each in sharing.items()}
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            lines = [_line(chunk, each.line, Outcome.REFUSED, problem=each) for each in chunk.problems]
            lines += [_line(chunk, line, Outcome.SKIPPED) for line in chunk.skipped]
            sold: dict[str, _Sold] = {}
            products = _products_of(work, chunk)
            for row in chunk.rows:
                try:
                    deal, line = _understood(row.record, named, products)
                except CrmError as error:
                    lines.append(_line(chunk, row.line, Outcome.REFUSED, problem=problem_of(error, row.line)))
                    continue
                each = sold.setdefault(deal.id, _Sold(deal, [], []))
                each.rows.append(row.line)
                each.lines.append(line)
            for each in sold.values():
                lines += self._sold(work, chunk, each, people[each.deal.id])
            work.import_lines.add(lines)
        return sorted(lines, key=lambda line: line.line)

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Take back what these lines of a batch wrote; credits are by deal again."""
        at = self._clock.now()
        ids = sorted({line.entity_id for line in lines if line.entity_id is not None})
        with self._records.reading(actor) as work:
            deals = _deals_of(work, work.quotation_versions.get_many(ids))
            sharing = {deal.id: self._people.sharing(work, deal) for deal in deals.values()}
        people = {id_: self._people.look_up(actor.tenant_id, each) for id_, each in sharing.items()}
        with self._records.writing(actor, batch=lines[0].batch_id) as work:
            versions = work.quotation_versions.get_many(ids)
            undone = undo_lines(work, work.quotation_versions, lines, at=at, hanging=lambda _: None)
            left = {version.id for version in work.quotation_versions.get_many(ids)}
            for version in versions:
                if version.id not in left and (deal := deals.get(version.opportunity_id)) is not None:
                    event = f"lines-{version.revision}-undone"
                    self._credits.by_product(work, deal, people[deal.id], (), event, at)
        return undone

    def _sold(
        self, work: UnitOfWork, chunk: Chunk, sold: _Sold, people: tuple[CreditedPerson, ...]
    ) -> Sequence[ImportLine]:
        deal, at = sold.deal, sold.deal.closed_at or self._clock.now()
        known = work.quotation_versions.get_many_by("quotation_id", [_quotation_id(deal)])
        try:
            if known and not work.import_lines.written(chunk.batch_id, [known[0].id]):
                problem = f"another import brought what {deal.opportunity_number} sold"
                raise Invalid.field("deal", problem, "take that import back first")
            if known and len(known[0].lines) + len(sold.lines) > MOST_LINES:
                raise Invalid.field("deal", f"it sold more than {MOST_LINES} lines", "add them up to fewer")
            former = known[0].lines if known else ()
            offer = DraftQuotation(lines=(*former, *sold.lines))
            version = known[0].sold_too(offer, at=at) if known else self._new(work, deal, offer, at)
        except CrmError as error:
            return [_line(chunk, row, Outcome.REFUSED, problem=problem_of(error, row)) for row in sold.rows]
        if known:
            version = work.quotation_versions.save(version)
        else:
            [version] = work.quotation_versions.add_many([[version]])
        event = f"lines-{version.revision}-{len(version.lines)}"
        self._credits.by_product(work, deal, people, product_values(version), event, at)
        return [_line(chunk, row, Outcome.CREATED, entity_id=version.id, version=version.version) for row in sold.rows]

    def _new(self, work: UnitOfWork, deal: Opportunity, offer: DraftQuotation, at: datetime) -> QuotationVersion:
        revisions = [each.revision for each in self._versions.of_deal(work, deal.id)]
        version, _ = QuotationVersion.draft(
            offer,
            entity_id=self._new_id(),
            tenant_id=deal.tenant_id,
            at=at,
            opportunity_id=deal.id,
            opportunity_number=deal.opportunity_number,
            quotation_id=_quotation_id(deal),
            quotation_number=f"{deal.opportunity_number}-sold",
            revision=max(revisions, default=0) + 1,
            currency_code=deal.currency_code,
            valid_until=local_date(at, self._settings_for(deal.tenant_id).zone),
            status=VersionStatus.CONVERTED,
            decided_at=at,
            order_id=deal.converted_to_order_id,
        )
        return version


def _quotation_id(deal: Opportunity) -> str:
    return f"import:{deal.id}"


def _deals_named(work: UnitOfWork, records: Sequence[Any]) -> Mapping[Reference, Opportunity]:
    references = {record.deal for record in records}
    found: dict[Reference, Opportunity] = {}
    for by, field in _NAMED_BY.items():
        values = sorted(each.value for each in references if each.by == by)
        deals = work.opportunities.get_many_by(field, values) if values else ()
        found |= {Reference(by=by, value=getattr(deal, field)): deal for deal in deals}
    return found


def _deals_of(work: UnitOfWork, versions: Sequence[QuotationVersion]) -> Mapping[str, Opportunity]:
    found = work.opportunities.get_many(sorted({version.opportunity_id for version in versions}))
    return {deal.id: deal for deal in found}


def _products_of(work: UnitOfWork, chunk: Chunk) -> Mapping[str, Product]:
    codes = {code for row in chunk.rows if (code := getattr(row.record, "product", None)) is not None}
    return {each.code: each for each in work.products.get_many_by("code", sorted(codes))} if codes else {}


def _understood(
    record: Any, named: Mapping[Reference, Opportunity], products: Mapping[str, Product]
) -> tuple[Opportunity, PricedLine]:
    sold: SalesLineRecord = record
    if (deal := named.get(sold.deal)) is None:
        problem = f"there is none with {sold.deal.by} {sold.deal.value}"
        raise Invalid.field("deal", problem, "import deals first, and name them by external_id or number")
    if deal.actual_close_date is None or deal.actual_value_minor is None:
        raise Invalid.field("deal", f"{deal.opportunity_number} is not won at a value", "leave the row out")
    return deal, sold_line(sold, products.get(sold.product or ""), deal.currency_code)


def _line(chunk: Chunk, line: int, outcome: Outcome, **facts: Any) -> ImportLine:
    return ImportLine(chunk.batch_id, chunk.file, line, ImportKind.SALES_LINE, outcome, **facts)
