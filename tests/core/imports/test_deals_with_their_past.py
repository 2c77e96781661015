"""A row of a deal becomes the states that the deal went through, each at a date the row knows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.imports import DealLife, DealOrigin, DealRecord, life_of_deal
from crm_core.leads import Lead
from crm_core.pipelines import Outcome, PipelineStageError
from crm_core.testing.builders import START, TENANT, USER, a_lead, a_pipeline

NOW = START + timedelta(days=400)
REASON = "passed by batch IMPORT-2026-0001"
DAYS = st.one_of(st.none(), st.integers(-10, 410).map(lambda day: START + timedelta(days=day)))


def the_life(lead: Lead | None = None, **cells: Any) -> DealLife:
    origin = DealOrigin(
        opportunity_id="deal-1",
        tenant_id=TENANT,
        opportunity_number="OPP-2026-0001",
        pipeline=a_pipeline(),
        party_id="party-1",
        assigned_to=USER,
        currency_code="BRL",
        zone=ZoneInfo("America/Sao_Paulo"),
        now=NOW,
        pass_reason=REASON,
        lead=lead,
        converts=lead is not None,
    )
    return life_of_deal(DealRecord(**{"name": "Engine", **cells}), origin)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_a_won_deal_is_opened_and_won_at_its_dates_and_its_value() -> None:
    opened, won = the_life(created_at=day(1), won_at=day(30), value_minor=12_345).states

    assert (opened.stage, opened.created_at, opened.updated_at) == ("prospecting", day(1), day(1))
    assert (opened.expected_revenue_minor, opened.actual_value_minor) == (None, None)
    assert (won.outcome, won.closed_at, won.updated_at, won.created_at) == (Outcome.WON, day(30), day(30), day(1))
    assert (won.actual_value_minor, won.currency_code) == (12_345, "BRL")


def test_stages_that_a_row_does_not_tell_of_are_passed_in_one_entry_at_the_next_date() -> None:
    life = the_life(created_at=day(1), won_at=day(30))

    assert len(life.states) == 2
    assert [(step.from_stage, step.to_stage) for step in life.passed] == [
        ("prospecting", "qualification"),
        ("qualification", "proposal"),
        ("proposal", "negotiation"),
        ("negotiation", "closed_won"),
    ]
    assert {step.at for step in life.passed} == {day(30)}


def test_a_deal_whose_opening_is_not_told_is_opened_at_the_next_date_that_is() -> None:
    opened, won = the_life(lead=a_lead(), won_at=day(30)).states
    assert opened.created_at == won.closed_at == day(30)


def test_rules_of_stages_are_passed_over_and_the_deal_says_by_which_import() -> None:
    won = the_life(created_at=day(1), won_at=day(30)).states[-1]
    assert won.rules_passed is not None
    assert (won.rules_passed.at, won.rules_passed.reason) == (day(30), REASON)


def test_a_lost_deal_keeps_what_was_expected_of_it_and_passes_no_rule() -> None:
    lost = the_life(created_at=day(1), lost_at=day(9), value_minor=500, lost_reason="too dear").states[-1]
    assert (lost.outcome, lost.expected_revenue_minor, lost.actual_value_minor) == (Outcome.LOST, 500, None)
    assert (lost.lost_reason, lost.rules_passed) == ("too dear", None)


def test_an_open_deal_entered_its_stage_when_the_row_says_so() -> None:
    life = the_life(stage="Negotiation", created_at=day(1), stage_entered_at=day(5), value_minor=700)
    assert [state.stage for state in life.states] == ["prospecting", "negotiation"]
    assert (life.states[-1].stage_entered_at, life.states[-1].expected_revenue_minor) == (day(5), 700)


def test_an_open_deal_without_a_date_of_its_stage_begins_there() -> None:
    life = the_life(stage="Negotiation", created_at=day(1))
    assert [(state.stage, state.stage_entered_at) for state in life.states] == [("negotiation", day(1))]
    assert life.passed == ()


def test_the_day_a_deal_closed_is_that_of_the_tenant() -> None:
    at = datetime(2026, 2, 27, 1, 0, tzinfo=UTC)
    assert the_life(won_at=at).states[-1].actual_close_date == date(2026, 2, 26)


@pytest.mark.parametrize(("word", "outcome"), [("Closed Lost", Outcome.LOST), ("won", Outcome.WON)])
def test_a_close_date_ends_a_deal_whose_stage_says_how(word: str, outcome: Outcome) -> None:
    ended = the_life(stage=word, close_date=day(20)).states[-1]
    assert (ended.outcome, ended.closed_at) == (outcome, day(20))


def test_a_close_date_to_come_is_what_is_expected_of_an_open_deal() -> None:
    deal = the_life(stage="Negotiation", close_date=NOW + timedelta(days=30)).states[-1]
    assert deal.expected_close_date == (NOW + timedelta(days=30)).date()
    assert deal.created_at == NOW


def test_a_won_deal_without_any_date_was_won_at_the_capture_of_its_lead_for_an_unknown_value() -> None:
    lead = a_lead()
    won = the_life(lead=lead, stage="won").states[-1]
    assert (won.closed_at, won.created_at, won.actual_value_minor) == (lead.created_at, lead.created_at, None)
    assert won.converted_lead_id == lead.id


def test_a_deal_comes_from_where_its_lead_does_and_is_called_after_it() -> None:
    lead = a_lead()
    deal = the_life(lead=lead, name=None, won_at=day(30)).states[0]
    assert (deal.source, deal.name, deal.lead_id) == (lead.source, lead.company or lead.name, lead.id)


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ({"won_at": day(-1)}, "won_at: .* before the capture of its lead"),
        ({"created_at": day(9), "won_at": day(8)}, "won_at: .* before created_at"),
        ({"won_at": NOW + timedelta(seconds=1)}, "won_at: .* ahead of now"),
        ({"won_at": day(1), "lost_at": day(1)}, "lost_at: it was won, too"),
        ({"won_at": day(1), "stage": "negotiation"}, "won_at: the row says negotiation too"),
        ({"stage": "won", "created_at": day(1)}, "won_at: the deal is won, and no date says"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_says_which_field(cells: dict[str, Any], names: str) -> None:
    with pytest.raises(Invalid, match=names):
        the_life(lead=a_lead(), **cells)


def test_a_stage_that_the_pipeline_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(PipelineStageError, match="its stages: prospecting"):
        the_life(stage="limbo")


@given(created_at=DAYS, entered_at=DAYS, closed_at=DAYS, stage=st.sampled_from(["won", "lost", "proposal", None]))
def test_every_date_of_a_deal_is_one_that_the_row_or_its_lead_tells_and_they_are_in_order(
    created_at: datetime | None, entered_at: datetime | None, closed_at: datetime | None, stage: str | None
) -> None:
    lead = a_lead()
    told = {created_at, entered_at, closed_at, lead.created_at}
    cells = {"created_at": created_at, "stage_entered_at": entered_at, "close_date": closed_at, "stage": stage}
    try:
        states = the_life(lead=lead, **cells).states
    except Invalid:
        return
    moments = [states[0].created_at, *(state.updated_at for state in states)]
    assert moments == sorted(moments)
    assert lead.created_at <= moments[0]
    assert moments[-1] <= NOW
    if told - {lead.created_at} != {None} and (created_at or entered_at or stage in {"won", "lost"}):
        assert set(moments) <= told
