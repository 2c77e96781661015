"""The coordinator of credits: listed, and changed by refunds, payments and their reversals (ECO-002)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from crm_core.actor import Actor, Permission, Role
from crm_core.clock import Clock, local_date
from crm_core.credits import Credit, CreditCause, CreditedPerson, CreditFilter
from crm_core.currencies import minor_digits
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.opportunities import Opportunity, pay, refund
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.credits.deal_credits import DealCredits
from crm_operations.credits.entries import Entry, entry_of, was_entered
from crm_operations.credits.errors import EntryNotFound, EntryOver
from crm_operations.credits.people import CreditedPeople
from crm_operations.credits.request import EntryId, Mistake, RecordPayment, RefundDeal
from crm_operations.operation import acts, reads
from crm_operations.providers import Message, Notice
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor


class CreditCoordinator:
    """Who is credited with what, and what is paid and paid back.

    Each method raises NotPermitted; those that name a deal raise OpportunityNotFound; those that change one raise
    OpportunityNotSettled, OpportunityCurrencyDiffers, SettledOtherwise. Nothing is edited: a mistake is reversed.
    """

    def __init__(
        self,
        records: Records,
        deal_credits: DealCredits,
        credited_people: CreditedPeople,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._credits = deal_credits
        self._people = credited_people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.CREDIT_READ)
    def list(self, actor: Actor, filters: CreditFilter) -> Listed[Credit]:
        """List who was credited with what, and what was taken back, in the order it was written."""
        with self._records.reading(actor) as work:
            return work.credits.find(filters)

    @acts(Permission.DEAL_PAY)
    @repeats_lost_races
    def refund_deal(self, actor: Actor, opportunity_id: Id, request: RefundDeal) -> Opportunity:
        """Record that a customer was paid back, which takes back as much of everybody's credit; once for each id."""
        at, amount = self._clock.now(), request.amount
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(opportunity_id, lock=True)
            if was_entered(work.credits.of(deal.id), deal, request.refund_id, CreditCause.REFUNDED, amount):
                return deal
            refunded, event = refund(deal, amount, refund_id=request.refund_id, reason=request.reason, at=at)
            users = self._credits.refunded(work, deal, request.refund_id, amount.minor, at)
            work.outbox.announce(event)
            work.outbox.notify(_refund_notice(refunded, users, amount, event.reason))
            return work.opportunities.save(refunded)

    @acts(Permission.DEAL_PAY)
    def record_payment(self, actor: Actor, opportunity_id: Id, request: RecordPayment) -> Opportunity:
        """Record that a customer paid for a deal, in whole or in part; once for each id.

        Raises Invalid for a day to come.
        """
        today = local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
        if request.paid_on is not None and request.paid_on > today:
            raise Invalid.field("paid_on", "that day is yet to come", "name the day of the payment")
        with self._records.reading(actor) as work:
            sharing = self._people.sharing(work, work.opportunities.get(opportunity_id))
        people = self._people.look_up(actor.tenant_id, sharing)
        return self._paid(actor, opportunity_id, request, people, request.paid_on or today)

    @acts(Permission.DEAL_PAY)
    @repeats_lost_races
    def reverse(self, actor: Actor, opportunity_id: Id, entry: EntryId, reason: Mistake) -> Opportunity:
        """Take back a refund or a payment of a deal that was entered by mistake; reversed already is fine.

        Raises EntryNotFound, EntryOver for one from before the deal was reopened, and
        for a payment of which some was refunded since.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(opportunity_id, lock=True)
            found = entry_of(work.credits.of(deal.id), entry)
            if found is None:
                raise EntryNotFound.because_nothing_was_entered(deal, entry)
            if found.is_reversed:
                return deal
            if deal.closed_at is None or found.at < deal.closed_at:
                raise EntryOver.because_it_was_reopened(deal, entry)
            return self._reversed(work, deal, found, reason, at)

    @repeats_lost_races
    def _paid(
        self, actor: Actor, opportunity_id: str, request: RecordPayment, people: Sequence[CreditedPerson], day: date
    ) -> Opportunity:
        at, amount = self._clock.now(), request.amount
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(opportunity_id, lock=True)
            if was_entered(work.credits.of(deal.id), deal, request.payment_id, CreditCause.PAID, amount):
                return deal
            paid, event = pay(deal, amount, payment_id=request.payment_id, at=at)
            self._credits.paid(work, deal, request.payment_id, amount.minor, people, at, day)
            work.outbox.announce(event)
            return work.opportunities.save(paid)

    def _reversed(self, work: UnitOfWork, deal: Opportunity, entry: Entry, reason: str, at: datetime) -> Opportunity:
        amount = Money.unchecked(entry.amount_minor, deal.currency_code)
        if entry.cause is CreditCause.REFUNDED:
            after, event = refund(deal, amount, refund_id=entry.id, reason=reason, at=at, reverses=True)
            self._credits.refund_reversed(work, deal, entry.id, at)
            work.outbox.announce(event)
        else:
            if entry.left_minor != entry.amount_minor:
                raise EntryOver.because_it_is_refunded(deal, entry.id)
            after, announced = pay(deal, amount, payment_id=entry.id, reason=reason, at=at, reverses=True)
            self._credits.payment_reversed(work, deal, entry.id, at)
            work.outbox.announce(announced)
        return work.opportunities.save(after)


def _refund_notice(deal: Opportunity, users: Iterable[str], amount: Money, reason: str) -> Notice:
    """To the owner and everybody whose credit is less for it."""
    shown = f"{Decimal(amount.minor).scaleb(-minor_digits(amount.currency))} {amount.currency}"
    message = Message(
        title=f"{deal.opportunity_number}: {shown} was paid back",
        body=f"{deal.name}: {reason}",
        about=deal.ref,
        reason="You are credited for the deal, or it is yours, or you lead the team it belongs to.",
    )
    recipients = tuple(dict.fromkeys((deal.assigned_to, *users)))
    return Notice(tenant_id=deal.tenant_id, users=recipients, role=Role.MANAGER, message=message)
