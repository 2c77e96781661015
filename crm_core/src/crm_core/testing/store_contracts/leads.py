"""What a LeadStore promises."""

from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.errors import Invalid
from crm_core.leads import Lead, LeadFilter, LeadStatus
from crm_core.money import LARGEST_AMOUNT
from crm_core.testing.builders import START, a_lead
from crm_core.testing.expectations import at_once, expect, expect_taken, refusals
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores
from crm_core.values import FIRST_MOMENT, LAST_MOMENT
from crm_core.vocabulary import FOREIGN_ID_LENGTH, LARGEST_COUNT, LINE_LENGTH, TEXT_LENGTH

LONG_NOTE = ("Grüße, 客户 und 🦊. " * 5_000).strip()


class LeadStoreContract(EntityStoreContract[Lead]):
    special = ("email",)

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Lead:
        return a_lead(count, **{"tenant_id": actor.tenant_id, **changes})

    def found(self, records: OpensStores, actor: Actor, **filters: Any) -> list[str]:
        with records.reading(actor) as work:
            return [lead.id for lead in work.leads.find(LeadFilter(**filters))]

    def test_leads_are_found_by_their_source(self, records: OpensStores, actor: Actor) -> None:
        ours = self.added(records, actor, source="partner")
        self.added(records, actor, 2, source="event")

        expect(self.found(records, actor, source="partner"), [ours.id], asked="find by source")

    def test_ids_of_other_systems_are_kept_as_they_are(self, records: OpensStores, actor: Actor) -> None:
        ids: dict[str, Any] = {
            "party_id": "acme:17",
            "contact_id": "株式会社 with blanks",
            "campaign_id": "x" * FOREIGN_ID_LENGTH,
        }
        lead = self.added(records, actor, **ids)

        stored = self.stored(records, actor, lead.id).model_dump(include=set(ids))
        expect(stored == ids, True, asked="ids of other systems, of up to 255 characters")

    def test_a_value_at_its_bound_is_kept(self, records: OpensStores, actor: Actor) -> None:
        bounds: dict[str, Any] = {
            "estimated_value_minor": LARGEST_AMOUNT,
            "name": "🦊" * LINE_LENGTH,
            "notes": "x" * TEXT_LENGTH,
            "qualified_at": LAST_MOMENT,
            "converted_at": FIRST_MOMENT,
            "reopened_count": LARGEST_COUNT,
        }
        lead = self.added(records, actor, **bounds)

        stored = self.stored(records, actor, lead.id).model_dump(include=set(bounds))
        expect(stored == bounds, True, asked="values at the ends of what is allowed")

    def test_a_text_may_be_long(self, records: OpensStores, actor: Actor) -> None:
        lead = self.added(records, actor, notes=LONG_NOTE)

        expect(self.stored(records, actor, lead.id).notes == LONG_NOTE, True, asked="a note of 100 000 characters")

    @pytest.mark.parametrize(
        "odd",
        [{"notes": "a NUL \x00 in it"}, {"lead_number": "N" * 1_000}, {"estimated_value_minor": 2**70}],
        ids=lambda odd: next(iter(odd)),
    )
    def test_what_cannot_be_kept_as_it_is_is_refused(
        self, records: OpensStores, actor: Actor, odd: dict[str, Any]
    ) -> None:
        unchecked = self.one(actor).model_copy(update=odd)
        try:
            with records.writing(actor) as work:
                lead = self.store(work).add(unchecked)
        except Invalid:
            return
        stored = self.stored(records, actor, lead.id).model_dump(include=set(odd))
        expect(stored == odd, True, asked=f"whether {next(iter(odd))} came back whole")

    def test_an_external_id_stands_for_one_lead(self, records: OpensStores, actor: Actor) -> None:
        lead = self.added(records, actor, external_id="web/4711")
        self.added(records, actor, 2)
        self.added(records, actor, 3)

        with expect_taken("external_id", "web/4711"), records.writing(actor) as work:
            work.leads.add(self.one(actor, 4, external_id="web/4711"))
        with records.reading(actor) as work:
            expect(work.leads.find_by_external_id("web/4711"), lead, asked="find_by_external_id of the first")

    def test_a_lead_is_found_by_its_exact_number_and_external_id(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        lead = self.added(records, actor, external_id="web/Ä1")

        with records.reading(actor) as work:
            expect(work.leads.find_by_number(lead.lead_number), lead, asked="find_by_number")
            for other in (lead.lead_number.lower(), f"{lead.lead_number} ", lead.lead_number.replace("0", "_"), ""):
                expect(work.leads.find_by_number(other), None, asked=f"find_by_number({other!r})")
            for other in ("web/ä1", "web/A1", "WEB/Ä1", "web/Ä1 "):
                expect(work.leads.find_by_external_id(other), None, asked=f"find_by_external_id({other!r})")
        with records.reading(stranger) as work:
            expect(work.leads.find_by_number(lead.lead_number), None, asked="find_by_number by a stranger")
            expect(work.leads.find_by_external_id("web/Ä1"), None, asked="find_by_external_id by a stranger")

    def test_all_that_a_filter_names_must_hold(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        mail = {"email": "ada@example.com"}
        with records.writing(actor) as work:
            work.leads.add(self.one(actor, 1, status=LeadStatus.CONTACTED, assigned_to="rep", **mail))
            work.leads.add(self.one(actor, 2, status=LeadStatus.CONTACTED, assigned_to="Rep", **mail))
            work.leads.add(self.one(actor, 3, status=LeadStatus.QUALIFIED, assigned_to="rep"))
        with records.writing(stranger) as work:
            work.leads.add(self.one(stranger, 4, status=LeadStatus.CONTACTED, assigned_to="rep", **mail))
        first, second, third = (self.one(actor, count).id for count in (1, 2, 3))

        for filters, expected in (
            ({}, [first, second, third]),
            ({"status": LeadStatus.CONTACTED}, [first, second]),
            ({"assigned_to": "rep"}, [first, third]),
            (mail, [first, second]),
            ({"email": " Ada@EXAMPLE.com"}, [first, second]),
            ({"email": "ada+x@example.com"}, []),
            ({"status": LeadStatus.CONTACTED, "assigned_to": "rep"}, [first]),
            ({"status": LeadStatus.NEW}, []),
        ):
            expect(self.found(records, actor, **filters), expected, asked=f"find with {filters}")

    def test_an_address_is_found_however_it_is_written(self, records: OpensStores, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.leads.add(self.one(actor, 1, email="info@groß.example"))
            work.leads.add(self.one(actor, 2, email="info@gross.example"))
            work.leads.add(self.one(actor, 3, email="jo\u0308rg@example.com"))
            work.leads.add(self.one(actor, 4))
        first, second, third, _ = (self.one(actor, count).id for count in (1, 2, 3, 4))

        for written, expected in (
            ("INFO@GROß.example", [first]),
            ("info@xn--gro-7ka.example", [first]),
            ("Info@Gross.example", [second]),
            ("J\u00d6RG@example.com", [third]),
        ):
            expect(self.found(records, actor, email=written), expected, asked=f"find with the address {written!a}")

    def test_only_open_leads_are_found_page_by_page(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        with records.writing(actor) as work:
            for count, status in enumerate(LeadStatus, start=1):
                work.leads.add(self.one(actor, count, status=status))
        with records.writing(stranger) as work:
            work.leads.add(self.one(stranger, 9, status=LeadStatus.NEW))
        still_open = [self.one(actor, count).id for count, status in enumerate(LeadStatus, start=1) if status.is_active]

        first = self.found(records, actor, only_open=True, limit=2)
        rest = self.found(records, actor, only_open=True, limit=2, after_id=first[-1])

        expect([first, rest], [still_open[:2], still_open[2:]], asked="pages of 2 open leads")
        closed = self.found(records, actor, only_open=True, status=LeadStatus.DISQUALIFIED)
        expect(closed, [], asked="find with only_open and a closed status")

    @pytest.mark.requirement("REL-003")
    def test_whoever_locks_a_lead_is_alone_with_it(self, records: OpensStores, actor: Actor) -> None:
        lead = self.added(records, actor)

        def count_one_more() -> None:
            with records.writing(actor) as work:
                loaded = work.leads.get(lead.id, lock=True)
                work.leads.save(loaded.changed(START, reopened_count=loaded.reopened_count + 1))

        outcomes = at_once([count_one_more] * 20)

        expect(refusals(outcomes), [], asked="twenty times: get with lock, add one, save")
        expect(self.stored(records, actor, lead.id).reopened_count, 20, asked="the count afterwards")
