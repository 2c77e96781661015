"""What the storm works on: leads to convert and deals to close, and what must come of them."""

import random
from datetime import timedelta
from typing import Any, NamedTuple

from client import Partners
from ladders import SOONER_OR_LATER, promise_at_once

from crm_adapters.wiring import Crm, administrator
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_core.opportunities import CreateOpportunity
from crm_core.pipelines import Outcome, StageTemplate
from crm_core.values import Value
from crm_core.vocabulary import Priority
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import AssignLead
from crm_operations.process import Answer, Workflow
from crm_operations.providers import CustomerDraft, QuotationDraft, QuotationLine

CURRENCY = "USD"
BATCH = 100
"""Leads or deals made ready in one commit."""
SHORT_PIPELINE = (
    StageTemplate(name="open", percent=50, next_stages=("won", "lost")),
    StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON),
    StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST),
)
"""Every deal can be closed at once."""


class Request(NamedTuple):
    """A command and the business id of its process, as the coordinators name it."""

    workflow: Workflow[Any, Any]
    process_id: str
    actor: Actor
    command: Value

    def enqueue(self, crm: Crm) -> str:
        return crm.runner.enqueue(self.workflow, self.process_id, self.actor, self.command)

    def ask(self, crm: Crm) -> Answer:
        """Runs it here, or waits for whoever does."""
        answer: Answer = crm.runner.start(self.workflow, self.process_id, self.actor, self.command)
        return answer


class Workload:
    """One tenant's. Half of it are leads; of the deals one in five is to be lost, some of those with a quotation.

    One lead in five has no e-mail address, and one in ten shares the one of the lead before. One in five is urgent.
    """

    def __init__(self, crm: Crm, partners: Partners, tenant_id: str, commands: int, chance: random.Random) -> None:
        self.actor = administrator(tenant_id)
        self.conversions = commands // 2
        self.wins = 0
        self.losses = 0
        self.open_minor = 0
        self.won_minor = 0
        self.requests: list[Request] = []
        self._crm = crm
        self._partners = partners
        self._chance = chance
        crm.initialise(self.actor)
        crm.deals.create_pipeline(self.actor, "Short", SHORT_PIPELINE, is_default=True)
        promise_at_once(crm, self.actor)
        self._in_batches(self._lead, self.conversions)
        self._in_batches(self._opportunity, commands - self.conversions)

    def _in_batches(self, make: Any, count: int) -> None:
        for start in range(0, count, BATCH):
            with self._crm.database.local_transaction(self.actor.tenant_id):
                for number in range(start, min(count, start + BATCH)):
                    make(number)

    def _lead(self, number: int) -> None:
        whose = number - 1 if number % 10 == 9 else number
        value = self._chance.randrange(1, 499_999)
        self.open_minor += value
        lead = self._crm.leads.capture(
            self.actor,
            CreateLead(
                name=f"Lead {number}",
                email=None if number % 5 == 4 and whose == number else f"lead-{whose}@example.com",
                estimated_value_minor=value,
                currency_code=CURRENCY,
                priority=_priority(number),
            ),
        ).lead
        if _priority(number) is Priority.HIGH:
            assignment = AssignLead(lead_id=lead.id, user_id=self.actor.user_id, reason="urgent")
            self._crm.routing.assign(self.actor, assignment)
        self._request(self._crm.container.workflows.lead_conversion(), "lead-conversion", ConvertLead(lead_id=lead.id))

    def _opportunity(self, number: int) -> None:
        tenant_id, value = self.actor.tenant_id, self._chance.randrange(1, 499_999)
        draft = CustomerDraft(name=f"Customer {number // 10}", email=f"customer-{number // 10}@example.com")
        customer = self._partners.customers.create_from_lead(tenant_id, draft, key=f"stock-{number // 10}")
        creation = CreateOpportunity(
            name=f"Deal {number}",
            party_id=customer.id,
            assigned_to=self.actor.user_id,
            currency_code=CURRENCY,
            expected_revenue_minor=value,
            priority=_priority(number),
        )
        opportunity = self._crm.deals.open(self.actor, creation)
        if number % 5:
            self.wins += 1
            self.won_minor += value
            self._request(
                self._crm.container.workflows.deal_won(), "deal-closing", CloseAsWon(opportunity_id=opportunity.id)
            )
            return
        self.losses += 1
        if number % 2:
            line = QuotationLine(description=opportunity.name, unit_price_minor=value)
            valid_until = self._crm.clock.now().date() + timedelta(days=30)
            quotation = QuotationDraft(
                opportunity_id=opportunity.id,
                customer_id=customer.id,
                currency_code=CURRENCY,
                lines=(line,),
                valid_until=valid_until,
            )
            self._partners.quotations.create_from_opportunity(tenant_id, quotation, key=f"stock-{number}")
        command = CloseAsLost(opportunity_id=opportunity.id, reason="blown away")
        self._request(self._crm.container.workflows.deal_lost(), "deal-closing", command)

    def _request(
        self, workflow: Workflow[Any, Any], kind: str, command: ConvertLead | CloseAsWon | CloseAsLost
    ) -> None:
        about = command.lead_id if isinstance(command, ConvertLead) else command.opportunity_id
        process_id = f"{kind}:{self.actor.tenant_id}:{about}"
        self.requests.append(Request(workflow, process_id, self.actor, command))


def _priority(number: int) -> Priority:
    return Priority.MEDIUM if number % SOONER_OR_LATER else Priority.HIGH
