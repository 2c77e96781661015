"""What people do in Tryton itself is seen here: deals close, and whoever was slower is told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from threading import Event

import pytest
from structlog.testing import capture_logs
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed
from theirs import Theirs
from there import Place
from world import open_tenant, ready_deal

from crm_adapters.storage import SqlBookmarks
from crm_adapters.tryton import Followed, Tryton, TrytonFollower
from crm_adapters.tryton.following import BOOKMARK
from crm_adapters.wiring import Crm, PartnerRole, RunnerKind, open_crm, sales_follower
from crm_adapters.wiring.settings import EMBEDDED
from crm_adapters.wiring.tryton import TRYTON, follows_sales
from crm_core.actor import Actor, Role
from crm_core.errors import ChangedMeanwhile, Forbidden, Invalid
from crm_core.pipelines import Outcome
from crm_operations.deal_closing import QuoteDeal
from crm_operations.providers import CustomerDraft, CustomerUpdate, QuotationLine, QuotationUpdate
from crm_operations.settings import ChoreSettings


def written(tryton: Tryton, sale: int) -> datetime:
    (found,) = tryton.door("acme").find("sale.sale", [["id", "=", sale]], ["write_date"])
    moment: datetime = found["write_date"]
    return moment


@pytest.fixture
def follower(crm: Crm, tryton: Tryton) -> TrytonFollower:
    return TrytonFollower(tryton, crm.deals, crm.closing, SqlBookmarks(crm.database))


def quoted(crm: Crm, actor: Actor, email: str) -> tuple[str, int]:
    """A deal with a quotation that was sent: its id, and the sale's number over there."""
    deal = ready_deal(crm, actor, email)
    made = crm.converter.convert_to_quotation(actor, QuoteDeal(opportunity_id=deal.id))
    crm.quotations.mark_as_sent(actor.tenant_id, made.quotation_id, crm.clock.now())
    return deal.id, int(made.quotation_id.rpartition("-")[2])


def test_what_a_person_confirms_or_cancels_there_closes_the_deal_here(
    crm: Crm, actor: Actor, tryton: Tryton, follower: TrytonFollower
) -> None:
    (won, confirmed), (lost, cancelled), (still, _) = (
        quoted(crm, actor, f"{name}@engines.example") for name in ("ada", "bea", "cyd")
    )
    assert follower.follow(actor).won == ()
    door = tryton.door("acme")
    door.press("sale.sale", confirmed, "confirm", ["state"])
    door.press("sale.sale", cancelled, "cancel", ["state"])

    followed = follower.follow(actor)

    assert (followed.won, followed.lost, followed.not_followed) == ((won,), (lost,), ())
    closed = {deal_id: crm.deals.get(actor, deal_id) for deal_id in (won, lost, still)}
    assert [deal.outcome for deal in closed.values()] == [Outcome.WON, Outcome.LOST, Outcome.OPEN]
    assert closed[won].converted_to_quote_id == f"acme-{confirmed}"
    assert closed[lost].lost_reason == "lost in Tryton"
    assert follower.follow(actor) == Followed()


def test_a_deal_reopened_here_is_won_anew_with_the_quotation_confirmed_since(
    crm: Crm, actor: Actor, tryton: Tryton, follower: TrytonFollower
) -> None:
    deal, first = quoted(crm, actor, "ada@anew.example")
    door = tryton.door("acme")
    door.press("sale.sale", first, "confirm", ["state"])
    assert follower.follow(actor).won == (deal,)
    crm.closing.reopen(actor, deal, "they want more of it")
    assert follower.follow(actor) == Followed()

    crm.deals.advance_to_stage(actor, deal, "negotiation")
    made = crm.converter.convert_to_quotation(actor, QuoteDeal(opportunity_id=deal))
    crm.quotations.mark_as_sent("acme", made.quotation_id, crm.clock.now())
    second = int(made.quotation_id.rpartition("-")[2])
    door.press("sale.sale", second, "confirm", ["state"])

    assert second != first
    assert follower.follow(actor).won == (deal,)
    closed = crm.deals.get(actor, deal)
    assert (closed.outcome, closed.converted_to_quote_id) == (Outcome.WON, f"acme-{second}")


def test_what_people_wrote_there_keeps_nobody_from_following(
    crm: Crm, actor: Actor, tryton: Tryton, follower: TrytonFollower
) -> None:
    """A reference of their own choice is not one of our ids, and a reason may hold anything."""
    deal, sale = quoted(crm, actor, "ada@strange.example")
    door = tryton.door("acme")
    (ours,) = door.find("sale.opportunity", [["reference", "=", deal]], ["party"])
    values = {"party": ours["party"], "company": door.company, "reference": "Offer 17 / M\u00fcller #2"}
    theirs = door.create("sale.opportunity", values, [])
    door.press("sale.opportunity", theirs["id"], "lost", ["state"])
    door.write("sale.opportunity", ours["id"], {"lost_reason": "too\tdear\x1b[31m \u202efor\nus"}, [])
    door.press("sale.sale", sale, "cancel", ["state"])

    followed = follower.follow(actor)

    assert (followed.lost, followed.not_followed) == ((deal,), ())
    assert crm.deals.get(actor, deal).lost_reason == "too dear\ufffd[31m for us"
    assert follower.follow(actor) == Followed()


def test_what_could_not_be_followed_is_looked_at_again_by_whoever_looks_next(
    crm: Crm, actor: Actor, tryton: Tryton, follower: TrytonFollower
) -> None:
    (first, confirmed), (second, later) = (quoted(crm, actor, f"{name}@looms.example") for name in ("ada", "bea"))
    door = tryton.door("acme")
    for sale in (confirmed, later):
        door.press("sale.sale", sale, "confirm", ["state"])
    bookmarks = SqlBookmarks(crm.database)
    trainee = actor.model_copy(update={"roles": frozenset({Role.PARTNER})})

    refused = follower.follow(trainee).not_followed

    assert {each.opportunity_id for each in refused} == {first, second}
    assert bookmarks.find("acme", BOOKMARK) == written(tryton, confirmed)
    assert set(TrytonFollower(tryton, crm.deals, crm.closing, bookmarks).follow(actor).won) == {first, second}
    assert bookmarks.find("acme", BOOKMARK) == written(tryton, later)


def test_a_worker_follows_what_is_decided_there(crm: Crm, actor: Actor, tryton: Tryton, place: Place) -> None:
    deal, sale = quoted(crm, actor, "ada@mills.example")
    tryton.door("acme").press("sale.sale", sale, "confirm", ["state"])
    is_open = retry_if_result(lambda deal: deal.is_open)
    patiently = Retrying(retry=is_open, wait=wait_fixed(0.1), stop=stop_after_delay(60))
    with place.open_worker(ChoreSettings(follow_sales="* * * * * *")) as working, ThreadPoolExecutor(1) as thread:
        stop = Event()
        report = thread.submit(working.worker().run, stop)
        try:
            closed = patiently(crm.deals.get, actor, deal)
        finally:
            stop.set()
            report.result()

    assert closed.outcome is Outcome.WON
    assert crm.audit.history(actor, closed.ref)[-1].user_id == "system:sales"


def test_a_tenant_who_cannot_be_followed_keeps_no_other_from_it(place: Place, theirs: Theirs) -> None:
    tenants = theirs.tenants()
    with place._replace(tenants={**tenants, "acme": {**tenants["acme"], "key": "wrong"}}).open_beside() as crm:
        assert list(sales_follower(crm).tenants) == ["acme", "globex"]
        actor = open_tenant(crm, "globex")
        deal, sale = quoted(crm, actor, "ada@globes.example")
        with closing(theirs.opened()) as tryton:
            tryton.door("globex").press("sale.sale", sale, "confirm", ["state"])
        follow = follows_sales(crm)
        assert follow is not None

        with capture_logs() as logs, pytest.raises(Forbidden, match="application key"):
            follow()

        assert crm.deals.get(actor, deal).outcome is Outcome.WON
        assert [(log["tenant"], log["error"]) for log in logs if log["event"] == "sales.tenant_not_followed"] == [
            ("acme", "TrytonForbids")
        ]


@pytest.mark.parametrize(
    ("sales", "one_by_one", "is_followed"), [(EMBEDDED, TRYTON, True), (TRYTON, EMBEDDED, False), (TRYTON, None, True)]
)
def test_followed_is_who_keeps_the_quotations_whichever_setting_says_so(
    place: Place, sales: str, one_by_one: str | None, *, is_followed: bool
) -> None:
    roles = (PartnerRole.QUOTATIONS, PartnerRole.ORDERS)
    provided_by = {} if one_by_one is None else dict.fromkeys(roles, one_by_one)
    settings = place.settings(RunnerKind.IN_PROCESS).model_copy(update={"sales": sales, "provided_by": provided_by})
    with open_crm(settings=settings) as crm:
        assert (follows_sales(crm) is not None) is is_followed
        if not is_followed:
            with pytest.raises(Invalid, match=r"set provided_by\.quotations to tryton, or CRM_PROVIDED_BY__QUOTATIONS"):
                sales_follower(crm)


def test_whoever_was_slower_is_told_instead_of_overwriting(
    crm: Crm, theirs: Theirs, tryton: Tryton, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = crm.customers.create_from_lead("acme", CustomerDraft(name="Engines", phone="1"), key="p/1")
    party = int(made.id.rpartition("-")[2])
    door = tryton.door("acme")
    (seen,) = door.find("party.party", [["id", "=", party]], ["_timestamp"])
    door.write("party.party", party, {"name": "Renamed by a person"}, ["name"])

    with pytest.raises(ChangedMeanwhile, match="somebody else"):
        tryton.session("acme").write_unless_changed(
            "party.party", party, {"name": "Overwritten"}, seen["_timestamp"], door.context
        )
    changed = crm.customers.update("acme", made.id, CustomerUpdate(phone="2"))
    assert (changed.name, changed.phone) == ("Renamed by a person", "2")


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_quotation_a_person_made_there_by_hand_is_one_of_the_deals(crm: Crm, actor: Actor, tryton: Tryton) -> None:
    deal = ready_deal(crm, actor)
    door = tryton.door("acme")
    ((opportunity),) = door.find("sale.opportunity", [["reference", "=", deal.id]], ["party"])
    lines = [
        {"type": "line", "description": "Two and a half hours", "quantity": 2.5, "unit_price": 10},
        {"type": "line", "description": "Rebate", "quantity": 1.0, "unit_price": -5},
        {"type": "comment", "description": "With love"},
    ]
    values = {"party": opportunity["party"], "origin": f"sale.opportunity,{opportunity['id']}"}
    currency = door.currency("EUR").id
    door.create("sale.sale", {**values, "currency": currency, "lines": [["create", lines]]}, ["state"])

    (found,) = crm.quotations.find_by_opportunity_id("acme", deal.id)

    assert (found.total.minor, found.valid_until) == (2_000, date.max)
    assert found.lines == (QuotationLine(description="Two and a half hours", unit_price_minor=2_500),)
    changed = crm.quotations.update("acme", found.id, QuotationUpdate(valid_until=date(2199, 12, 31)))
    assert changed.valid_until == date(2199, 12, 31)
