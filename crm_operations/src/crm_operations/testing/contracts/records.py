"""What Records promise about units of work; their stores have suites of their own in ``crm_core.testing``."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from crm_core.activities import ActivityFilter
from crm_core.actor import Actor, Role
from crm_core.errors import ChangedMeanwhile, Conflict, CrmError
from crm_core.identity import EntityRef, NumberKind
from crm_core.leads import LeadFilter
from crm_core.testing import (
    START,
    a_lead,
    a_pipeline,
    an_activity,
    an_opportunity,
    answers,
    at_once,
    expect,
    expect_refusal,
    refusals,
    tenant_named_after,
)
from crm_operations.providers import Message, Notice
from crm_operations.records import NOTICE_TOPIC, OutboxMessage, Records, event_body


class RecordsSuite(ABC):
    """A subclass overrides ``records`` and answers the messages of its outbox."""

    @pytest.fixture
    def records(self) -> Records:
        """The records under test."""
        raise NotImplementedError("override the fixture `records` and return your Records")

    @pytest.fixture
    def actor(self, request: pytest.FixtureRequest) -> Actor:
        return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Actor:
        """Somebody of another tenant."""
        name = tenant_named_after(f"another {request.node.nodeid}")
        return Actor(tenant_id=name, user_id="eve", roles=frozenset(Role))

    @abstractmethod
    def outbox_of(self, records: Records, actor: Actor) -> Sequence[OutboxMessage]:
        """The tenant's messages that were committed, oldest first."""

    def leads_of(self, records: Records, actor: Actor) -> list[str]:
        with records.reading(actor) as work:
            return [lead.lead_number for lead in work.leads.find(LeadFilter())]


@pytest.mark.requirement("REL-001")
class RecordsContract(RecordsSuite):
    def test_a_unit_of_work_by_itself_is_joined_to_none(self, records: Records, actor: Actor) -> None:
        with records.writing(actor):
            expect(records.is_joined, False, asked="is_joined within one unit of work")
        expect(records.is_joined, False, asked="is_joined outside")

    def test_what_is_done_in_one_block_is_kept_together(self, records: Records, actor: Actor) -> None:
        ours: dict[str, Any] = {"tenant_id": actor.tenant_id}
        lead, pipeline, opportunity = a_lead(**ours), a_pipeline(**ours), an_opportunity(**ours)
        with records.writing(actor) as work:
            expect(work.actor, actor, asked="whom the unit of work acts for")
            work.leads.add(lead)
            work.pipelines.add(pipeline)
            work.opportunities.add(opportunity)
            work.activities.add(an_activity(**ours))
            work.outbox.notify(_notice(actor))

        with records.reading(actor) as work:
            found = (work.leads.get(lead.id).id, work.pipelines.default().id, work.opportunities.get(opportunity.id).id)
            activities = len(work.activities.find(ActivityFilter()))
        expect(found, (lead.id, pipeline.id, opportunity.id), asked="a lead, a pipeline and a deal, added together")
        expect(activities, 1, asked="the activity beside them")
        expect(len(self.outbox_of(records, actor)), 1, asked="the message beside them")

    def test_a_unit_of_work_by_itself_is_part_of_nothing(self, records: Records, actor: Actor) -> None:
        with records.writing(actor):
            inside = records.is_joined
        expect((inside, records.is_joined), (False, False), asked="is_joined, within a unit of work and after it")

    @pytest.mark.parametrize("cause", [ValueError("a slip"), CrmError("a refusal"), KeyboardInterrupt()], ids=repr)
    def test_an_exception_leaves_nothing(self, records: Records, actor: Actor, cause: BaseException) -> None:
        lead = a_lead(tenant_id=actor.tenant_id)

        def break_off() -> None:
            with records.writing(actor) as work:
                work.leads.add(lead)
                work.numbers.next(NumberKind.LEAD, 2026)
                work.outbox.notify(_notice(actor))
                raise cause

        with pytest.raises(type(cause)):
            break_off()

        expect(self.leads_of(records, actor), [], asked="the leads after an exception")
        expect(list(self.outbox_of(records, actor)), [], asked="the messages after an exception")
        with records.writing(actor) as work:
            expect(list(work.history.of(lead.ref)), [], asked="the history after an exception")
            expect(work.numbers.next(NumberKind.LEAD, 2026), "LEAD-2026-0001", asked="the next number")

    def test_a_reader_sees_one_moment(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.leads.add(a_lead(1, tenant_id=actor.tenant_id))

        with records.reading(actor) as reader:
            before = len(reader.leads.find(LeadFilter()))
            with records.writing(actor) as work:
                work.leads.add(a_lead(2, tenant_id=actor.tenant_id))
            after = len(reader.leads.find(LeadFilter()))

        expect((before, after), (1, 1), asked="find, before and after somebody else commits a lead")
        expect(len(self.leads_of(records, actor)), 2, asked="find by the next reader")

    def test_a_reader_neither_waits_for_a_writer_nor_sees_it(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.leads.add(a_lead(tenant_id=actor.tenant_id))
            expect(self.leads_of(records, actor), [], asked="find while a lead is being written")

    def test_a_reader_keeps_nothing(self, records: Records, actor: Actor) -> None:
        try:
            with records.reading(actor) as work:
                work.leads.add(a_lead(tenant_id=actor.tenant_id))
        except Exception:  # noqa: BLE001, S110  refusing it is as good
            pass

        expect(self.leads_of(records, actor), [], asked="the leads after one was added in a reading unit of work")

    def test_a_refused_write_leaves_no_trace_and_does_not_end_the_work(self, records: Records, actor: Actor) -> None:
        ours: dict[str, Any] = {"tenant_id": actor.tenant_id}
        with records.writing(actor) as work:
            first = work.leads.add(a_lead(1, **ours, external_id="web/1"))
            second = work.leads.add(a_lead(2, **ours))
        double = a_lead(3, **ours, lead_number=first.lead_number)

        with records.writing(actor) as work:
            changed = work.leads.save(first.changed(first.updated_at, notes="changed"))
            with expect_refusal(Conflict, asked="add with a number that is taken, at that very line"):
                work.leads.add(double)
            with expect_refusal(ChangedMeanwhile, asked="save of an old version, at that very line"):
                work.leads.save(first.changed(first.updated_at, notes="late"))
            with expect_refusal(Conflict, asked="save with an external id that is taken, at that very line"):
                work.leads.save(second.changed(second.updated_at, external_id="web/1"))
            work.leads.add(a_lead(4, **ours))

        expected = [first.lead_number, second.lead_number, a_lead(4).lead_number]
        expect(self.leads_of(records, actor), expected, asked="the leads after two refusals that were caught")
        with records.reading(actor) as work:
            expect(work.leads.get(first.id), changed, asked="the first lead afterwards")
            expect(work.leads.get(second.id), second, asked="the second lead afterwards")
            expect(list(work.history.of(double.ref)), [], asked="the history of the lead that was refused")
            expect(len(work.history.of(first.ref)), 2, asked="how many entries the history of the first lead has")
            expect(work.history.verify().flaws, (), asked="verify afterwards")

    @pytest.mark.requirement("REL-003", "INT-004")
    def test_twenty_writers_at_once_do_not_hinder_each_other(self, records: Records, actor: Actor) -> None:
        def capture(count: int) -> str:
            with records.writing(actor) as work:
                number = work.numbers.next(NumberKind.LEAD, 2026)
                return work.leads.add(a_lead(count, tenant_id=actor.tenant_id, lead_number=number)).lead_number

        outcomes = at_once([partial(capture, count) for count in range(1, 21)])

        expect(refusals(outcomes), [], asked="twenty leads captured at once")
        expected = [f"LEAD-2026-{count:04d}" for count in range(1, 21)]
        expect(sorted(answers(outcomes)), expected, asked="their numbers")
        with records.reading(actor) as work:
            verification = work.history.verify()
        expect((verification.entries, verification.flaws), (20, ()), asked="verify afterwards")


@pytest.mark.requirement("REL-002")
class OutboxContract(RecordsSuite):
    def test_what_is_announced_leaves_in_order_with_the_fact(self, records: Records, actor: Actor) -> None:
        lead = a_lead(tenant_id=actor.tenant_id)
        contacted, first = lead.contacted(at=lead.created_at)
        qualified, second = contacted.qualify(at=lead.created_at)
        notice = _notice(actor)
        with records.writing(actor) as work:
            work.leads.add(qualified)
            work.outbox.announce(first, second)
            work.outbox.notify(notice)

        messages = self.outbox_of(records, actor)
        expected = [
            ("lead.contacted", event_body(first), lead.ref, actor.tenant_id),
            ("lead.qualified", event_body(second), lead.ref, actor.tenant_id),
            (NOTICE_TOPIC, notice.model_dump_json(), None, actor.tenant_id),
        ]
        came = [(message.topic, message.body, message.about, message.tenant_id) for message in messages]
        expect(came, expected, asked="announce of two events, then notify")
        expect(messages[0].created_at, first.at, asked="when the first of them happened")

    def test_what_is_about_an_entity_is_numbered_in_the_order_of_commits_whatever_the_clocks_say(
        self, records: Records, actor: Actor
    ) -> None:
        lead, other = a_lead(1, tenant_id=actor.tenant_id), a_lead(2, tenant_id=actor.tenant_id)
        late, early = START + timedelta(seconds=30), START
        with records.writing(actor) as work:
            lead = work.leads.add(lead)
            work.outbox.announce(lead.contacted(at=late)[1], other.contacted(at=late)[1], lead.contacted(at=late)[1])
        with records.writing(actor) as work:  # by a server whose clock is behind
            lead = work.leads.save(lead.changed(early, notes="changed"))
            work.outbox.announce(lead.contacted(at=early)[1])
        with records.writing(actor) as work:  # the entity is not saved
            work.outbox.notify(_notice(actor, about=lead.ref))
            work.outbox.notify(_notice(actor))

        messages = self.outbox_of(records, actor)
        of_lead = sorted((each.sequence or 0, each.created_at) for each in messages if each.about == lead.ref)
        expect([sequence for sequence, _ in of_lead], [1, 2, 3, 4], asked="the numbers of all that is about a lead")
        expect([at for _, at in of_lead[:3]], [late, late, early], asked="when each happened, in order of the numbers")
        of_other = [each.sequence for each in messages if each.about == other.ref]
        expect(of_other, [1], asked="the number of what is about another lead, which was never saved")
        expect([each.sequence for each in messages if not each.about], [None], asked="the number of what is about none")

    def test_numbers_have_no_gap_where_a_unit_of_work_failed(self, records: Records, actor: Actor) -> None:
        lead = a_lead(tenant_id=actor.tenant_id)

        def break_off() -> None:
            with records.writing(actor) as work:
                work.outbox.announce(lead.contacted(at=START)[1])
                raise CrmError("a refusal")

        with pytest.raises(CrmError):
            break_off()
        with records.writing(actor) as work:
            work.outbox.announce(lead.contacted(at=START)[1])

        expect([each.sequence for each in self.outbox_of(records, actor)], [1], asked="the number of the one that is")

    def test_twenty_writers_at_once_get_twenty_numbers(self, records: Records, actor: Actor) -> None:
        lead = a_lead(tenant_id=actor.tenant_id)
        with records.writing(actor) as work:
            work.outbox.announce(lead.contacted(at=START)[1])

        def tell() -> None:
            with records.writing(actor) as work:
                work.outbox.announce(lead.contacted(at=START)[1])

        expect(refusals(at_once([tell] * 20)), [], asked="twenty facts announced at once")
        sequences = sorted(each.sequence or 0 for each in self.outbox_of(records, actor))
        expect(sequences, list(range(1, 22)), asked="the numbers of all of them")

    def test_every_message_has_a_delivery_id_of_its_own(self, records: Records, actor: Actor) -> None:
        for _ in range(2):
            with records.writing(actor) as work:
                work.outbox.notify(_notice(actor))
                work.outbox.notify(_notice(actor))

        ids = {message.id for message in self.outbox_of(records, actor)}
        expect(len(ids), 4, asked="the ids of four messages that say the same")

    @pytest.mark.requirement("PLAN-029")
    def test_messages_stay_in_their_tenant(self, records: Records, actor: Actor, stranger: Actor) -> None:
        with records.writing(actor) as work:
            work.outbox.notify(_notice(actor))

        expect(list(self.outbox_of(records, stranger)), [], asked="the messages of another tenant")


def _notice(actor: Actor, about: EntityRef | None = None) -> Notice:
    message = Message(title="Zoë 🦊", body="O'Brien; 100 %", reason="Because of a test.", about=about)
    return Notice(tenant_id=actor.tenant_id, users=("ada",), role=Role.MANAGER, message=message)
