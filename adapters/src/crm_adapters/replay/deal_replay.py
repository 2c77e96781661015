"""Replays one deal through the coordinators, from its current state to that of its row."""

from collections.abc import Mapping
from datetime import date, datetime, time

from pydantic import ValidationError

from crm_adapters.replay.coordinators import ReplayCoordinators
from crm_adapters.replay.data_set import Account, HistoricDeal
from crm_adapters.virtual_clock import VirtualClock
from crm_core.actor import Actor
from crm_core.approvals import ApprovalCase, MaterialTerms, OpportunityApprovalRule
from crm_core.errors import Refused
from crm_core.leads import CreateLead, Lead
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome, Pipeline
from crm_core.texts import fit
from crm_core.vocabulary import LeadSource
from crm_operations.approvals import policy_of
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead, LeadNotQualified
from crm_operations.lead_routing import AssignLead

BEGINS, ENDS = time(9), time(17)
"""The file knows days; deals begin in the morning and end in the evening of theirs, where the tenant lives."""

HISTORY = "history"
"""The reason why what is replayed passes over rules: it happened, whatever is asked today."""
WHY_THEIRS = "historic deal: it was theirs"
WHY_CONVERTED = "historic deal: the company had qualified it"
WHY_LOST = "historic deal: the data set gives no reason"


class DealReplay:
    def __init__(
        self,
        coordinators: ReplayCoordinators,
        clock: VirtualClock,
        actor: Actor,
        begins_on: date,
        customers: Mapping[str, str],
        now: datetime,
    ) -> None:
        """``customers`` are the accounts' customer ids by name; nothing happens later than ``now``."""
        self._coordinators = coordinators
        self._clock = clock
        self._actor = actor
        self._begins_on = begins_on
        self._customers = customers
        self._now = now
        self._zone = coordinators.settings_for(actor.tenant_id).zone
        self._pipelines: dict[str, Pipeline] = {
            pipeline.id: pipeline for pipeline in coordinators.deals.pipelines(actor)
        }
        self._policy = policy_of(coordinators.settings_for(actor.tenant_id))
        self._default = next(pipeline for pipeline in self._pipelines.values() if pipeline.is_default)

    def play(self, deal: HistoricDeal) -> None:
        """Replays the deal. Raises what the coordinators raise for a deal whose state contradicts its row."""
        self._clock.set(self._moment(deal.engaged_on or self._begins_on, BEGINS))
        lead = self._coordinators.leads.capture(self._actor, _lead_of(deal)).lead
        if lead.assigned_to is None:
            command = AssignLead(lead_id=lead.id, user_id=deal.agent.id, reason=WHY_THEIRS)
            self._coordinators.routing.assign(self._actor, command)
        if deal.account is None:
            return
        opportunity_id = lead.converted_to_opportunity_id
        if opportunity_id is None:
            opportunity_id = self._convert(lead, deal, deal.account)
            path = _path(self._default, self._default.first_stage.name, deal)
        else:
            path = self._remaining_path(self._coordinators.deals.get(self._actor, opportunity_id), deal)
        if path:
            self._coordinators.deals.advance_to_stage(self._actor, opportunity_id, path[-1], pass_rules=HISTORY)
        if deal.closed_on is not None:
            self._clock.set(self._moment(deal.closed_on, ENDS))
            self._close(opportunity_id, deal)

    def is_complete(self, deal: HistoricDeal, lead: Lead, opportunity: Opportunity | None) -> bool:
        """Whether the deal has reached the state of its row; later changes by people stay."""
        if deal.account is None:
            return lead.assigned_to is not None
        if opportunity is None:
            return False
        if deal.stage.is_closed:
            return opportunity.outcome is deal.stage.outcome
        return not self._remaining_path(opportunity, deal)

    def differs(self, deal: HistoricDeal, lead: Lead) -> bool:
        """Whether the lead with the deal's external id has other data than its row."""
        try:
            return bool(lead.differs_in(_lead_of(deal)))
        except ValidationError:  # such a row is refused when it is played
            return False

    def passes_approval(self, deal: HistoricDeal) -> bool:
        """Whether it was won over the thresholds of today, so that a missing approval is passed over."""
        if deal.stage.outcome is not Outcome.WON or deal.account is None or deal.value is None:
            return False
        terms = MaterialTerms(customer="any", currency_code=deal.currency, value_minor=deal.value.minor)
        return OpportunityApprovalRule.evaluate(ApprovalCase(terms=terms), self._policy).is_required

    def _convert(self, lead: Lead, deal: HistoricDeal, account: Account) -> str:
        command = ConvertLead(
            lead_id=lead.id,
            customer_id=self._customers[account.name],
            opportunity_name=fit(f"{deal.product.name} for {account.name}", LONGEST_NAME),
            expected_revenue=deal.expected,
            expected_close_date=deal.expected_on,
            override_reason=WHY_CONVERTED,
        )
        answer = self._coordinators.conversion.convert_lead(self._actor, command)
        if isinstance(answer, LeadNotQualified):
            raise Refused("{lead} was not converted: {reasons}", {"lead": answer.lead_id, "reasons": answer.reasons})
        return answer.opportunity_id

    def _remaining_path(self, opportunity: Opportunity, deal: HistoricDeal) -> tuple[str, ...]:
        if not opportunity.is_open:
            return ()
        return _path(self._pipelines[opportunity.pipeline_id], opportunity.stage, deal)

    def _close(self, opportunity_id: str, deal: HistoricDeal) -> None:
        if deal.stage.outcome is Outcome.WON:
            value = deal.value or Money(minor=0, currency=deal.currency)
            command = CloseAsWon(
                opportunity_id=opportunity_id, value=value, pass_rules=HISTORY, override_reason=HISTORY
            )
            self._coordinators.closing.close_as_won(self._actor, command)
        else:
            self._coordinators.closing.close_as_lost(
                self._actor, CloseAsLost(opportunity_id=opportunity_id, reason=WHY_LOST)
            )

    def _moment(self, day: date, hour: time) -> datetime:
        return min(datetime.combine(day, hour, tzinfo=self._zone), self._now)


def _lead_of(deal: HistoricDeal) -> CreateLead:
    account, expected = deal.account, deal.expected
    return CreateLead(
        name=account.name if account else f"Prospect {deal.external_id}",
        external_id=deal.external_id,
        source=LeadSource.IMPORT,
        company=account.name if account else None,
        industry=account.sector if account else None,
        territory=deal.agent.office,
        estimated_value_minor=expected.minor if expected else None,
        currency_code=deal.currency,
        attributes={"product": deal.product.name},
    )


def _path(pipeline: Pipeline, stage: str, deal: HistoricDeal) -> tuple[str, ...]:
    """The stages from that one to the row's; a closed deal has passed all stages that lead to being won."""
    target = engaged_stage(pipeline) if deal.stage.is_closed else deal.stage.reached
    return () if target in {None, stage} else pipeline.path_to(stage, target or "")


LONGEST_NAME = 255


def engaged_stage(pipeline: Pipeline) -> str:
    """The one a deal is won from."""
    won = pipeline.closing_stage(Outcome.WON).name
    return next(stage.name for stage in pipeline.stages if won in stage.next_stages)
