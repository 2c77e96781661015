"""A new version of a deal's quotation, line by line (QOW-CRMOP-0116)."""

from datetime import timedelta

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.opportunities import check_currency
from crm_core.quotations import NO_DISCOUNT, DraftQuotation, PricedLine, totals
from crm_operations.process import Saga
from crm_operations.providers import Quotation, QuotationDraft, QuotationProvider
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable, QuotationDiffers
from crm_operations.quote_to_order.lines import discount_to_send, lines_to_send, priced_lines
from crm_operations.quote_to_order.request import GenerateQuotation, Offered
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class OfferedCase(OpportunityCase):
    """``offer`` is what is to be offered, with its last day."""

    offer: DraftQuotation


class GenerateQuotationWorkflow:
    """load -> create the quotation -> keep its version, and price the deal by it."""

    name = process = "quotation-version"
    command = GenerateQuotation
    answers = (OfferedCase, Quotation, Offered)

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._quotations = quotations
        self._versions = quotation_versions
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: GenerateQuotation) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def run(self, saga: Saga, actor: Actor, command: GenerateQuotation) -> Offered:
        """Raises OpportunityNotClosable, OpportunityCurrencyDiffers, Invalid, Unavailable."""
        case = saga.step("load opportunity", lambda: self._load(actor, command))
        if not case.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(case.opportunity)
        check_currency(case.opportunity, case.opportunity.currency_code)
        total = _total(case)
        key = saga.key("quotation")
        quotation = saga.step(
            "create quotation",
            lambda: self._create(actor, case, key),
            undo=lambda created: self._quotations.withdraw(actor.tenant_id, created.id, key=key),
            on_unknown=lambda: self._withdraw_if_present(actor, case, key),
        )
        if quotation.total != total:
            raise QuotationDiffers.because_it_adds_up_otherwise(quotation, total)
        return saga.commit_step("commit", lambda: self._keep(actor, case, quotation))

    def _load(self, actor: Actor, command: GenerateQuotation) -> OfferedCase:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, command.opportunity_id, at, settings)
            known = self._versions.of_deal(work, case.opportunity.id)
            former = known[-1].lines if known else ()
            lines = priced_lines(work, command.lines, case.opportunity.currency_code, settings, former=former)
        discount = command.header_discount
        if not lines and known:
            lines, discount = former, discount or known[-1].header_discount
        until = command.valid_until or case.today + timedelta(days=settings.quotations.validity_days)
        if until < case.today:
            raise Invalid.field("valid_until", f"{until} is over", "choose a later day")
        offer = DraftQuotation(
            lines=lines or (_one_line(case),), header_discount=discount or NO_DISCOUNT, valid_until=until
        )
        return OfferedCase(**dict(case), offer=offer)

    def _create(self, actor: Actor, case: OfferedCase, key: str) -> Quotation:
        opportunity, offer = case.opportunity, case.offer
        draft = QuotationDraft(
            opportunity_id=opportunity.id,
            customer_id=opportunity.party_id,
            currency_code=opportunity.currency_code,
            lines=lines_to_send(offer),
            discount_minor=discount_to_send(offer),
            valid_until=offer.valid_until or case.today,
        )
        return self._quotations.create_from_opportunity(actor.tenant_id, draft, key=key)

    def _withdraw_if_present(self, actor: Actor, case: OfferedCase, key: str) -> None:
        for quotation in self._quotations.find_by_opportunity_id(actor.tenant_id, case.opportunity.id):
            self._quotations.withdraw(actor.tenant_id, quotation.id, key=key)

    def _keep(self, actor: Actor, case: OfferedCase, quotation: Quotation) -> Offered:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(case.opportunity.id, lock=True)
            known = self._versions.of_quotation(work, quotation.id)
            if known is not None:
                return Offered.of(known)  # this very step, repeated
            if not deal.is_open:
                raise OpportunityNotClosable.because_closed_otherwise(deal)
            version = self._versions.add(work, deal, quotation, case.offer, case.at)
            quoted, event = deal.quoted(quotation.id, at=case.at)
            work.outbox.announce(event)
            work.opportunities.save(self._versions.priced(work, quoted, case.at))
        return Offered.of(version)


def _one_line(case: OpportunityCase) -> PricedLine:
    expected = case.opportunity.expected_revenue
    if expected is None:
        raise OpportunityNotClosable.because_value_is_unknown(case.opportunity, "name the lines of the quotation")
    return PricedLine(description=case.opportunity.name, unit_price_minor=expected.minor)


def _total(case: OfferedCase) -> Money:
    net = totals(case.offer.lines, case.offer.header_discount).net_minor
    return Money.unchecked(net, case.opportunity.currency_code)
