"""Deals from files: many at once, each with its past, its credits, and its lead converted.

Customers are asked for, and made from leads, before the unit of work; the party master keeps those of an import that is
taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.activities import ActivityFilter
from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.credits import CreditedPerson
from crm_core.errors import CrmError, Invalid
from crm_core.identity import NewId
from crm_core.imports import (
    Chunk,
    DealLife,
    DealOrigin,
    DealRecord,
    ImportKind,
    ImportLine,
    Lines,
    changed_deal,
    life_of_deal,
)
from crm_core.leads import Lead, LeadStatus
from crm_core.opportunities import Opportunity, StagePassed
from crm_core.pipelines import Outcome, Pipeline
from crm_core.sources import require_source
from crm_operations.bulk import Left, Named, Undone, Upsert, leads_named, undo_lines
from crm_operations.credits import DealCredits
from crm_operations.operation import inward
from crm_operations.providers import CustomerDraft, CustomerProvider, PeopleProvider
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import OperationsSettings, SettingsFor

_NOBODY = "-"
"""Of a row that is refused before it matters, or whose lead changed meanwhile."""


class Parties(NamedTuple):
    """Whom the rows name, by the way they do; and the customers of leads, by the ids of these."""

    named: Mapping[Named, str]
    of_leads: Mapping[str, str]
    people: Mapping[str, CreditedPerson]


class DealRows:
    """Writes the rows of deals, and takes them back."""

    def __init__(
        self,
        records: Records,
        customers: CustomerProvider,
        people: PeopleProvider,
        deal_credits: DealCredits,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._customers = customers
        self._people = people
        self._credits = deal_credits
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 deals of a file. Raises KeyTaken, Unavailable."""
        settings = self._settings_for(actor.tenant_id)
        deals = [row.record for row in chunk.rows if isinstance(row.record, DealRecord)]
        with self._records.reading(actor) as work:
            leads = leads_named(work, [deal.lead for deal in deals if deal.lead is not None])
            pipeline = work.pipelines.default()
        parties = self._parties(actor, deals, leads, pipeline, settings)
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            return _Rows(work, chunk, settings, self._new_id, self._clock.now(), parties, self._credits).written()

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Take back what these lines of a batch wrote; one with an order cannot be, its credits get reversals."""
        at = self._clock.now()
        with self._records.writing(actor, batch=lines[0].batch_id) as work:
            deals = {deal.id: deal for deal in work.opportunities.get_many([line.entity_id or "" for line in lines])}
            ordered = {id_: deal.converted_to_order_id for id_, deal in deals.items() if deal.converted_to_order_id}
            free = [line for line in lines if line.entity_id not in ordered]
            undone = undo_lines(work, work.opportunities, free, at=at, hanging=lambda deal: _hanging(work, deal))
            there = {deal.id for deal in work.opportunities.get_many(list(deals))}
            gone = [deal for deal in deals.values() if deal.id not in there]
            work.opportunities.remove_moves([deal.id for deal in gone])
            for deal in gone:
                self._credits.taken_out(work, deal.id, at)
            _no_longer_converted(work, gone, lines[0].batch_id, at)
        impossible = tuple(
            Left(kind=ImportKind.DEAL, id=id_, reason=f"the sales system has order {order}")
            for id_, order in ordered.items()
        )
        return undone + Undone(impossible=impossible)

    def _parties(
        self,
        actor: Actor,
        deals: Sequence[DealRecord],
        leads: Mapping[Named, Lead],
        pipeline: Pipeline,
        settings: OperationsSettings,
    ) -> Parties:
        tenant_id = actor.tenant_id
        asked: dict[str, set[str]] = {}
        for deal in deals:
            if deal.customer is not None:
                asked.setdefault(deal.customer.by, set()).add(deal.customer.value)
        found = {
            ("external_id", key): each.id
            for key, each in self._customers.find_by_keys(tenant_id, asked.get("external_id", set())).items()
        }
        emails = self._customers.find_by_emails(tenant_id, asked.get("email", set()))
        found |= {("email", email): each.id for email, each in emails.items()}
        found |= {("id", each): each for each in asked.get("id", set()) if self._customers.exists(tenant_id, each)}
        bare = {}
        for deal in deals:
            lead = None if deal.lead is None else leads.get((deal.lead.by, deal.lead.value))
            if (
                lead is not None
                and lead.party_id is None
                and deal.customer is None
                and self._is_possible(deal, lead, pipeline, settings)
            ):
                bare[lead.id] = lead
        owners = {deal.owner for deal in deals} | {lead.assigned_to for lead in leads.values()} | {actor.user_id}
        people = {owner: self._credited(tenant_id, owner) for owner in owners if owner is not None}
        return Parties(found, self._customers_of(tenant_id, bare), people)

    def _is_possible(self, deal: DealRecord, lead: Lead, pipeline: Pipeline, settings: OperationsSettings) -> bool:
        """Whether the deal can be written, as far as it tells: for one that cannot, no customer is made."""
        try:
            life_of_deal(deal, _origin(lead.tenant_id, pipeline, settings, self._clock.now(), "-", lead))
        except CrmError:
            return False
        return True

    def _customers_of(self, tenant_id: str, leads: Mapping[str, Lead]) -> Mapping[str, str]:
        """The customers of these leads: of their address, else made from them; the same again makes nobody twice."""
        emails = {lead.email for lead in leads.values() if lead.email}
        known = self._customers.find_by_emails(tenant_id, emails)
        drafts = {f"lead:{lead.id}": _draft(lead) for lead in leads.values() if lead.email not in known}
        created = self._customers.create_many(tenant_id, drafts)
        late = self._customers.find_by_emails(tenant_id, emails) if len(created) < len(drafts) else known
        customers = {}
        for lead in leads.values():
            customer = known.get(lead.email or "") or created.get(f"lead:{lead.id}") or late.get(lead.email or "")
            if customer is not None:
                customers[lead.id] = customer.id
        return customers

    def _credited(self, tenant_id: str, user_id: str) -> CreditedPerson:
        person = self._people.find_by_id(tenant_id, user_id)
        if person is None:
            return CreditedPerson(user_id=user_id)
        territory = min(person.territories, default=None)
        return CreditedPerson(user_id=user_id, team=person.team, manager_id=person.manager_id, territory=territory)


class _Rows:
    """The rows of one chunk within one unit of work."""

    def __init__(
        self,
        work: UnitOfWork,
        chunk: Chunk,
        settings: OperationsSettings,
        new_id: NewId,
        now: datetime,
        parties: Parties,
        deal_credits: DealCredits,
    ) -> None:
        self._work, self._chunk, self._settings, self._new_id, self._now = work, chunk, settings, new_id, now
        self._parties, self._credits = parties, deal_credits
        self._pipelines = {each.id: each for each in work.pipelines.all()}
        self._default = work.pipelines.default()
        named = [row.record.lead for row in chunk.rows if isinstance(row.record, DealRecord) and row.record.lead]
        self._leads = leads_named(work, named, lock=True)
        self._converted: dict[str, tuple[str, Lead]] = {}
        self._passed: dict[str, list[StagePassed]] = {}
        self._won: dict[str, str] = {}
        self._sources: set[str] = set()

    def written(self) -> Sequence[ImportLine]:
        work = self._work
        upsert = Upsert(work, work.opportunities, Opportunity, ImportKind.DEAL, self._chunk)
        lines = upsert.write(self._created, self._changed, self._settings)
        deals = {life[-1].id: life[-1] for life in upsert.created}
        written = {line.entity_id for line in lines if line.entity_id is not None}
        work.leads.save_many([lead for deal_id, lead in self._converted.values() if deal_id in written])
        work.opportunities.record_passed([step for id_ in written for step in self._passed.get(id_, ())])
        self._credits.won_anew(work, [deal for deal in deals.values() if _is_won(deal)], self._parties.people)
        for deal in work.opportunities.get_many(sorted(set(self._won) - set(deals))):
            self._credits.won(work, deal, self._parties.people.values(), deal.closed_at or self._now)
        for stage in {(deal.pipeline_id, deal.stage) for deal in deals.values()}:
            work.pipelines.hold_stage(*stage)
        return lines

    def _created(self, record: DealRecord) -> Sequence[Opportunity]:
        self._require_source(record.source)
        lead = self._lead(record)
        party_id = self._party(record, lead)
        converts = lead is not None and lead.converted_at is None and lead.id not in self._converted
        origin = self._origin(self._default, lead)._replace(
            opportunity_id=self._new_id(),
            party_id=party_id,
            assigned_to=record.owner or (lead.assigned_to if lead else None) or self._work.actor.user_id,
            converts=converts,
        )
        life = life_of_deal(record, origin)
        if party_id == _NOBODY:
            raise Invalid.field("customer", "no customer could be made of its lead", "import the row again")
        if lead is not None and converts:
            at, policy = life.states[0].created_at, self._settings.lead_policy
            if lead.status is not LeadStatus.QUALIFIED:
                lead, _ = lead.qualify(at=at, policy=policy)
            lead, _ = lead.convert(opportunity_id=origin.opportunity_id, party_id=party_id, at=at, policy=policy)
            self._converted[lead.id] = (origin.opportunity_id, lead)
        self._note(life)
        return life.states

    def _changed(self, deal: Opportunity, record: DealRecord) -> Opportunity:
        if record.source != deal.source:
            self._require_source(record.source)
        lead = None if deal.lead_id is None else self._work.leads.get(deal.lead_id)
        life = changed_deal(deal, record, self._chunk, self._origin(self._pipelines[deal.pipeline_id], lead))
        self._note(life)
        return life.states[-1]

    def _note(self, life: DealLife) -> None:
        deal = life.states[-1]
        self._passed.setdefault(deal.id, []).extend(life.passed)
        if life.passed and _is_won(deal):
            self._won[deal.id] = deal.stage

    def _origin(self, pipeline: Pipeline, lead: Lead | None) -> DealOrigin:
        reason = f"passed by batch {self._chunk.batch_number}"
        return _origin(self._work.actor.tenant_id, pipeline, self._settings, self._now, reason, lead)

    def _lead(self, record: DealRecord) -> Lead | None:
        if record.lead is None:
            return None
        lead = self._leads.get((record.lead.by, record.lead.value))
        if lead is None:
            problem = f"no lead has the {record.lead.by} {record.lead.value!r}"
            raise Invalid.field("lead", problem, "import the leads first, or correct it")
        return lead

    def _party(self, record: DealRecord, lead: Lead | None) -> str:
        if record.customer is not None:
            known = self._parties.named.get((record.customer.by, record.customer.value))
            if known is None:
                problem = f"no customer has the {record.customer.by} {record.customer.value!r}"
                raise Invalid.field("customer", problem, "import the customers first, or correct it")
            return known
        if lead is None:
            raise Invalid.field("customer", "the row names neither customer nor lead", "map the column of one of them")
        return lead.party_id or self._parties.of_leads.get(lead.id) or _NOBODY

    def _require_source(self, source: str | None) -> None:
        if source is not None and source not in self._sources:
            require_source(self._work.sources, source)
            self._sources.add(source)


def _hanging(work: UnitOfWork, deal: Opportunity) -> str | None:
    if activities := work.activities.find(ActivityFilter(related=deal.ref, limit=1)):
        return f"activity {activities[0].id} is about it"
    if deal.converted_to_quote_id is not None:
        return f"quotation {deal.converted_to_quote_id} was made for it"
    return None


def _no_longer_converted(work: UnitOfWork, gone: Sequence[Opportunity], batch_id: str, at: datetime) -> None:
    """The leads that these deals had converted are as they were before the batch did that."""
    converted = {deal.id: deal.converted_lead_id for deal in gone if deal.converted_lead_id is not None}
    leads = []
    for lead in work.leads.get_many(sorted(converted.values()), lock=True):
        if lead.converted_to_opportunity_id not in converted:
            continue
        entry = next(
            each
            for each in work.history.of(lead.ref)
            if each.batch_id == batch_id and "converted_to_opportunity_id" in each.fields
        )
        former = {name: before for name, (before, _) in entry.fields.items()}
        stored = lead.model_validate({**lead.model_dump(mode="json"), **former})
        leads.append(lead.changed(at, **{name: getattr(stored, name) for name in former}))
    work.leads.save_many(leads)


def _origin(
    tenant_id: str, pipeline: Pipeline, settings: OperationsSettings, now: datetime, reason: str, lead: Lead | None
) -> DealOrigin:
    return DealOrigin(
        opportunity_id="-",
        tenant_id=tenant_id,
        opportunity_number=Upsert.unnumbered,
        pipeline=pipeline,
        party_id="-",
        assigned_to="-",
        currency_code=settings.currency,
        zone=settings.zone,
        now=now,
        pass_reason=reason,
        lead=lead,
    )


def _draft(lead: Lead) -> CustomerDraft:
    return CustomerDraft(
        name=lead.company or lead.name,
        contact_name=lead.name if lead.company else None,
        email=lead.email,
        phone=lead.phone,
        industry=lead.industry,
        lead_id=lead.id,
    )


def _is_won(deal: Opportunity) -> bool:
    return deal.outcome is Outcome.WON
