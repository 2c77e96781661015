"""One deal through the coordinators, from wherever it stands to where its row ends."""

from collections.abc import Mapping
from datetime import date, datetime, time

from crm_adapters.replay.data_set import Account, DealStage, HistoricDeal
from crm_adapters.replay.doors import Doors
from crm_adapters.replay.row_check import CURRENCY
from crm_adapters.virtual_clock import VirtualClock
from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_core.leads import CreateLead, Lead
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome, Pipeline
from crm_core.vocabulary import LeadSource
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead, LeadNotQualified
from crm_operations.lead_routing import AssignLead

BEGINS, ENDS = time(9), time(17)
"""The file knows days; deals begin in the morning and end in the evening of theirs, where the tenant lives."""

WHY_THEIRS = "historic deal: it was theirs"
WHY_CONVERTED = "historic deal: the company had qualified it"
WHY_LOST = "historic deal: the data set gives no reason"


class DealReplay:
    def __init__(
        self, doors: Doors, clock: VirtualClock, actor: Actor, begins_on: date, customers: Mapping[str, str]
    ) -> None:
        """``customers`` are the accounts' customer ids by name."""
        self._doors = doors
        self._clock = clock
        self._actor = actor
        self._begins_on = begins_on
        self._customers = customers
        self._zone = doors.settings_for(actor.tenant_id).zone
        self._pipelines: dict[str, Pipeline] = {pipeline.id: pipeline for pipeline in doors.deals.pipelines(actor)}
        default = next(pipeline for pipeline in self._pipelines.values() if pipeline.is_default)
        self._way_from_the_start = default.way_to(default.first_stage.name, _engaged_stage(default))

    def play(self, deal: HistoricDeal) -> None:
        """Raises what the coordinators raise for a deal that has gone another way since."""
        self._clock.set(self._moment(deal.engaged_on or self._begins_on, BEGINS))
        lead = self._doors.leads.capture(self._actor, _lead_of(deal))
        if lead.assigned_to is None:
            given = AssignLead(lead_id=lead.id, user_id=deal.agent.id, reason=WHY_THEIRS)
            self._doors.routing.assign(self._actor, given)
        if deal.account is None:
            return
        opportunity_id = lead.converted_to_opportunity_id
        if opportunity_id is None:
            opportunity_id = self._convert(lead, deal, deal.account)
            way = self._way_from_the_start
        else:
            way = self._way_on(self._doors.deals.get(self._actor, opportunity_id))
        if way and deal.stage is not DealStage.PROSPECTING:
            self._doors.deals.advance_to_stage(self._actor, opportunity_id, way[-1])
        if deal.closed_on is not None:
            self._clock.set(self._moment(deal.closed_on, ENDS))
            self._close(opportunity_id, deal)

    def is_complete(self, deal: HistoricDeal, lead: Lead, opportunity: Opportunity | None) -> bool:
        """Whether everything its row tells has happened; what people did beyond that stays as they left it."""
        if deal.account is None:
            return lead.assigned_to is not None
        if opportunity is None:
            return False
        if deal.stage.is_closed:
            return opportunity.outcome is _OUTCOMES[deal.stage]
        return deal.stage is DealStage.PROSPECTING or not self._way_on(opportunity)

    def _convert(self, lead: Lead, deal: HistoricDeal, account: Account) -> str:
        command = ConvertLead(
            lead_id=lead.id,
            customer_id=self._customers[account.name],
            opportunity_name=f"{deal.product.name} for {account.name}",
            expected_revenue=Money(minor=deal.product.price_minor, currency=CURRENCY),
            override_reason=WHY_CONVERTED,
        )
        answer = self._doors.conversion.convert_lead(self._actor, command)
        if isinstance(answer, LeadNotQualified):
            raise Refused("{lead} was not converted: {reasons}", {"lead": answer.lead_id, "reasons": answer.reasons})
        return answer.opportunity_id

    def _way_on(self, opportunity: Opportunity) -> tuple[str, ...]:
        """The stages to the one a deal is won from: the file tells none in between."""
        pipeline = self._pipelines[opportunity.pipeline_id]
        engaged = _engaged_stage(pipeline)
        if not opportunity.is_open or opportunity.stage == engaged:
            return ()
        return pipeline.way_to(opportunity.stage, engaged)

    def _close(self, opportunity_id: str, deal: HistoricDeal) -> None:
        if deal.stage is DealStage.WON:
            value = Money(minor=deal.value_minor or 0, currency=CURRENCY)
            self._doors.closing.close_as_won(self._actor, CloseAsWon(opportunity_id=opportunity_id, value=value))
        else:
            self._doors.closing.close_as_lost(self._actor, CloseAsLost(opportunity_id=opportunity_id, reason=WHY_LOST))

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self._zone)


def _lead_of(deal: HistoricDeal) -> CreateLead:
    account = deal.account
    return CreateLead(
        name=account.name if account else f"Prospect {deal.external_id}",
        external_id=deal.external_id,
        source=LeadSource.IMPORT,
        company=account.name if account else None,
        industry=account.sector if account else None,
        territory=deal.agent.office,
        estimated_value_minor=deal.product.price_minor,
        currency_code=CURRENCY,
        attributes={"product": deal.product.name},
    )


_OUTCOMES = {DealStage.WON: Outcome.WON, DealStage.LOST: Outcome.LOST}


def _engaged_stage(pipeline: Pipeline) -> str:
    won = pipeline.closing_stage(Outcome.WON).name
    return next(stage.name for stage in pipeline.stages if won in stage.next_stages)
