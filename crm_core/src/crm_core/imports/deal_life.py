"""What a row says of a deal, as the states that the deal went through, each at a date the row knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_core.clock import local_date, moment_in_words
from crm_core.errors import Invalid
from crm_core.imports.records import DealRecord
from crm_core.imports.rows import Chunk
from crm_core.leads import Lead
from crm_core.opportunities import DealTerms, Opportunity, RulesPassed, StagePassed
from crm_core.pipelines import Outcome, Pipeline, PipelineStage
from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH, LeadSource


class DealOrigin(NamedTuple):
    """What a row cannot say of its deal. ``converts`` is whether the deal is the first of its ``lead``.

    ``currency_code`` is that of rows which name none, ``zone`` the tenant's, ``pass_reason`` names the import.
    """

    opportunity_id: str
    tenant_id: str
    opportunity_number: str
    pipeline: Pipeline
    party_id: str
    assigned_to: str
    currency_code: str
    zone: ZoneInfo
    now: datetime
    pass_reason: str
    lead: Lead | None = None
    converts: bool = False


class DealDates(NamedTuple):
    """When a deal was opened, entered the open stage it is in, and ended; None where that is not so or not known."""

    opened_at: datetime
    entered_at: datetime | None
    closed_at: datetime | None


class DealLife(NamedTuple):
    """The states of a deal, the last as it is now, and every stage that it passed."""

    states: tuple[Opportunity, ...]
    passed: tuple[StagePassed, ...]


def life_of_deal(record: DealRecord, origin: DealOrigin) -> DealLife:
    """The deal from its opening to what it is now.

    Stages that the row does not tell of are passed in one entry at the next date it tells. What rules would ask of a
    person or a clock is passed over for the reason of the origin. Raises Invalid, which names the field and what to
    do: for dates out of order or ahead of now, a closed deal without a date, a stage that no way leads to;
    PipelineStageError for an unknown one, PipelineRetired.
    """
    pipeline = origin.pipeline
    pipeline.require_in_use()
    stage = deal_stage(record, pipeline)
    dates = deal_dates(record, stage, origin.lead, origin.now)
    has_dates = dates.entered_at is not None or dates.closed_at is not None
    opened = _opened(record, origin, dates.opened_at, pipeline.first_stage if has_dates else stage)
    at = dates.closed_at or dates.entered_at
    if at is None or opened.stage == stage.name:
        return DealLife((opened,), ())
    life = _entered(record, opened, stage, at, origin)
    return DealLife((opened, *life.states), life.passed)


def changed_deal(deal: Opportunity, record: DealRecord, chunk: Chunk, origin: DealOrigin) -> DealLife:
    """The deal as the row has it, where the policies of the fields allow: one state, itself if nothing changes.

    An open one enters the stage of the row, on the way there from its own. Raises as ``life_of_deal``, and Invalid
    for another value of a won deal, for which people were credited, and for another end of a closed one.
    """
    filled = record.model_fields_set
    is_won = deal.outcome is Outcome.WON
    if is_won and "value_minor" in filled and record.value_minor != deal.actual_value_minor:
        raise Invalid.field("value", "the deal is won at another one", "reopen it, or record a refund")
    stage = deal_stage(record, origin.pipeline) if filled & {"stage", "won_at", "lost_at"} else None
    wins = stage is not None and stage.outcome is Outcome.WON
    changes: dict[str, object] = {}
    for field in _EDITABLE:
        name = _WORDS.get(field, field)
        value, present = getattr(record, field), getattr(deal, name)
        if field == "attributes":
            value = {**deal.attributes, **record.attributes}
        is_fixed = (field == "value_minor" and (is_won or wins)) or (value is None and field in _NEVER_EMPTY)
        if field in filled and not is_fixed and value != present and chunk.may_write(field, present):
            changes[name] = value
    changed = deal.changed(origin.now, **changes) if changes else deal
    if stage is None or stage.name == deal.stage or not chunk.may_write("stage", deal.stage):
        return DealLife((changed,), ())
    if not deal.is_open:
        raise Invalid.field("stage", f"the deal is {deal.outcome} already", "reopen it first")
    dates = deal_dates(record, stage, origin.lead, origin.now)
    at = (dates.closed_at if stage.is_closed else dates.entered_at) or origin.now
    if at < deal.stage_entered_at:
        raise Invalid.field("stage", f"it has been in {deal.stage} since a later date", "correct the date")
    return _entered(record, changed, stage, at, origin)


def deal_stage(record: DealRecord, pipeline: Pipeline) -> PipelineStage:
    """By its name or the words ``won`` and ``lost``; else by the dates of its end, else the first.

    Raises PipelineStageError for an unknown one, Invalid where stage and dates contradict.
    """
    if record.won_at is not None and record.lost_at is not None:
        raise Invalid.field("lost_at", "it was won, too", "map one of won_at and lost_at for a row")
    if record.stage is None:
        by_dates = Outcome.WON if record.won_at else Outcome.LOST if record.lost_at else None
        return pipeline.first_stage if by_dates is None else pipeline.closing_stage(by_dates)
    word = record.stage.strip().casefold()
    outcome = Outcome(word) if word in {Outcome.WON, Outcome.LOST} else None
    stage = pipeline.closing_stage(outcome) if outcome else pipeline.stage(record.stage)
    for field, at, meant in (("won_at", record.won_at, Outcome.WON), ("lost_at", record.lost_at, Outcome.LOST)):
        if at is not None and stage.outcome is not meant:
            raise Invalid.field(field, f"the row says {stage.name} too", f"leave {field} empty, or correct the stage")
    return stage


def deal_dates(record: DealRecord, stage: PipelineStage, lead: Lead | None, now: datetime) -> DealDates:
    """In order, none ahead of now, none invented: what is not told happened at the next date that is.

    An open deal without any date is opened now. A closed one without any was captured, and ended, with its lead.
    Raises Invalid.
    """
    known = {"created_at": record.created_at}
    if not stage.is_closed:
        known["stage_entered_at"] = record.stage_entered_at
    else:
        ends = ("won_at", "lost_at", "close_date", "stage_entered_at")
        end = next((name for name in ends if getattr(record, name) is not None), None)
        if end is not None:
            known[end] = getattr(record, end)
        elif lead is not None and record.created_at is None:
            known["created_at"] = lead.created_at
        else:
            end = "won_at" if stage.outcome is Outcome.WON else "lost_at"
            raise Invalid.field(end, f"the deal is {stage.outcome}, and no date says since when", "map its date")
    dated = {name: at for name, at in known.items() if at is not None}
    _require_order(lead, dated, now)
    moments = tuple(dated.values())
    return DealDates(
        opened_at=moments[0] if moments else now,
        entered_at=None if stage.is_closed else record.stage_entered_at,
        closed_at=moments[-1] if stage.is_closed else None,
    )


def _require_order(lead: Lead | None, dated: Mapping[str, datetime], now: datetime) -> None:
    before = None if lead is None else ("the capture of its lead", lead.created_at)
    for field, at in dated.items():
        if at > now:
            raise Invalid.field(field, f"{moment_in_words(at)} is ahead of now", "correct the date")
        if before is not None and at < before[1]:
            problem = f"{moment_in_words(at)} is before {before[0]} at {moment_in_words(before[1])}"
            raise Invalid.field(field, problem, "correct one of the two")
        before = (field, at)


def _opened(record: DealRecord, origin: DealOrigin, at: datetime, stage: PipelineStage) -> Opportunity:
    lead = origin.lead
    is_won = deal_stage(record, origin.pipeline).outcome is Outcome.WON
    name = record.name or (fit(lead.company or lead.name, LINE_LENGTH) if lead else None)
    if name is None:
        raise Invalid.field("name", "the deal has none, nor a lead to be called after", "map it, or make it by a text")
    opened = Opportunity.new(
        None,
        entity_id=origin.opportunity_id,
        tenant_id=origin.tenant_id,
        at=at,
        **{field: getattr(record, field) for field in (*DealTerms.model_fields, *_AS_THEY_ARE)},
        opportunity_number=origin.opportunity_number,
        name=name,
        pipeline_id=origin.pipeline.id,
        stage=stage.name,
        outcome=stage.outcome,
        stage_entered_at=at,
        probability=stage.probability,
        party_id=origin.party_id,
        assigned_to=origin.assigned_to,
        lead_id=None if lead is None else lead.id,
        converted_lead_id=lead.id if lead is not None and origin.converts else None,
        source=record.source or (lead.source if lead else LeadSource.OTHER.value),
        currency_code=record.currency_code or origin.currency_code,
        expected_revenue_minor=None if is_won else record.value_minor,
        expected_close_date=_expected_close(record, origin),
    )
    judged = opened.judge_beginning(origin.pipeline, at=at, pass_reason=origin.pass_reason)
    if judged is None or not judged.verdict.unmet:
        return opened
    return opened.changed(at, rules_passed=RulesPassed(at=at, reason=origin.pass_reason))


def _entered(record: DealRecord, deal: Opportunity, stage: PipelineStage, at: datetime, origin: DealOrigin) -> DealLife:
    path = origin.pipeline.path_to(deal.stage, stage.name)
    if not path:
        raise Invalid.field("stage", f"no way leads to {stage.name} from {deal.stage}", "name another stage")
    entered = deal.changed(
        at,
        stage=stage.name,
        outcome=stage.outcome,
        stage_entered_at=at,
        probability=stage.probability,
        **_ending(record, stage, origin, at),
    )
    steps = zip((deal.stage, *path), path, strict=False)
    passed = (StagePassed(deal.id, deal.pipeline_id, source, target, at) for source, target in steps)
    return DealLife((entered,), tuple(passed))


def _ending(record: DealRecord, stage: PipelineStage, origin: DealOrigin, at: datetime) -> dict[str, object]:
    """What changes besides the stage: the end of a closed deal, and that rules were passed over for any but a lost."""
    passed = {} if stage.outcome is Outcome.LOST else {"rules_passed": RulesPassed(at=at, reason=origin.pass_reason)}
    if not stage.is_closed:
        return {**passed}
    end: dict[str, object] = {"closed_at": at, "actual_close_date": local_date(at, origin.zone)}
    if stage.outcome is Outcome.WON:
        return {**passed, **end, "actual_value_minor": record.value_minor}
    return {**end, "lost_reason": record.lost_reason}


def _expected_close(record: DealRecord, origin: DealOrigin) -> object:
    if record.expected_close_date is None and record.close_date is not None:
        return local_date(record.close_date, origin.zone)
    return record.expected_close_date


_AS_THEY_ARE = ("external_id", "attributes", "custom", "type", "priority", "description", "notes")
_WORDS = {"owner": "assigned_to", "value_minor": "expected_revenue_minor"}
_EDITABLE = ("name", "source", *_AS_THEY_ARE, *DealTerms.model_fields, *_WORDS, "expected_close_date", "lost_reason")
_NEVER_EMPTY = ("name", "source", "owner", "external_id")
