"""What changes seldom is asked once a process, and never told as it was: two processes share one database."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead, default_scoring_model
from crm_core.pipelines import Outcome, StageTemplate
from crm_core.testing import a_source
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.providers import Person

STAGES = (
    StageTemplate(name="open", percent=50, next_stages=("won", "lost")),
    StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON),
    StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST),
)
Ask = Callable[[Crm, Actor], Any]


@pytest.fixture
def here(migrated_url: str) -> Iterator[Crm]:
    with open_crm(migrated_url) as crm:
        yield crm


@pytest.fixture
def there(migrated_url: str) -> Iterator[Crm]:
    """Another process: nothing but the database is shared."""
    with open_crm(migrated_url) as crm:
        yield crm


@pytest.fixture
def me(here: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    here.initialise(actor)
    return actor


def in_a_unit_of_work(ask: Callable[[Any], Any]) -> Ask:
    def asked(crm: Crm, me: Actor) -> Any:
        with crm.container.infrastructure.records().reading(me) as work:
            return ask(work)

    return asked


default_pipeline = in_a_unit_of_work(lambda work: work.pipelines.default().name)
source = in_a_unit_of_work(lambda work: work.sources.find_by_key("fair"))
scoring_model = in_a_unit_of_work(lambda work: work.scoring_models.active().version)


def team(crm: Crm, me: Actor) -> Any:
    return [person.name for person in crm.people.members(me.tenant_id)], crm.people.find_by_id(me.tenant_id, "lena")


def new_default(crm: Crm, me: Actor) -> None:
    crm.deals.create_pipeline(me, "Short", STAGES, is_default=True)


def new_source(crm: Crm, me: Actor) -> None:
    with crm.container.infrastructure.records().writing(me) as work:
        work.sources.add(a_source(tenant_id=me.tenant_id, key="fair"))


def new_model(crm: Crm, me: Actor) -> None:
    model = default_scoring_model()
    with crm.container.infrastructure.records().writing(me) as work:
        work.scoring_models.add(model.model_copy(update={"version": work.scoring_models.active().version + 1}))


def new_person(crm: Crm, me: Actor) -> None:
    crm.people.add(me.tenant_id, Person(id="lena", name="Lena", timezone="UTC"))


KINDS = pytest.mark.parametrize(
    ("ask", "change"),
    [(default_pipeline, new_default), (source, new_source), (scoring_model, new_model), (team, new_person)],
    ids=["pipelines", "sources", "scoring models", "people"],
)


@pytest.mark.requirement("ECO-005")
@KINDS
def test_a_change_in_one_process_is_seen_at_once_in_the_other(
    here: Crm, there: Crm, me: Actor, ask: Ask, change: Callable[[Crm, Actor], None]
) -> None:
    before = [ask(crm, me) for crm in (here, there)]

    change(here, me)

    after = [ask(crm, me) for crm in (there, here)]
    assert before[0] == before[1] != after[0] == after[1]


@pytest.mark.requirement("ECO-005")
@KINDS
def test_what_was_asked_is_not_asked_again(
    here: Crm, me: Actor, ask: Ask, change: Callable[[Crm, Actor], None]
) -> None:
    change(here, me)
    first = ask(here, me)
    statements: list[str] = []
    event.listen(here.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    again = ask(here, me)

    assert again == first
    asked = [sql for sql in statements if not sql.startswith("BEGIN") and "crm_configuration_versions" not in sql]
    assert asked == []
    if here.database.kind == "postgresql":
        transactions = sum("set_config" in sql for sql in statements)
        assert len(statements) == transactions, "the version comes with the first statement"


@pytest.mark.requirement("ECO-005")
@KINDS
def test_what_is_rolled_back_is_never_remembered(
    here: Crm, there: Crm, me: Actor, ask: Ask, change: Callable[[Crm, Actor], None]
) -> None:
    before = ask(here, me)
    seen: list[Any] = []

    def break_off() -> None:
        with here.database.local_transaction(me.tenant_id):
            change(here, me)
            seen.append(ask(here, me))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    assert seen != [before], "a transaction sees its own change"
    assert [ask(crm, me) for crm in (here, there)] == [before, before]


@pytest.mark.requirement("ECO-005", "PLAN-029")
def test_tenants_remember_apart(here: Crm, me: Actor) -> None:
    stranger = administrator(f"tenant-{uuid4().hex}")
    here.initialise(stranger)
    usual = default_pipeline(here, stranger)

    new_default(here, me)

    assert (default_pipeline(here, me), default_pipeline(here, stranger)) == ("Short", usual)


@pytest.mark.requirement("ECO-005")
def test_whoever_began_before_a_change_goes_on_with_what_was(here: Crm, me: Actor) -> None:
    usual = default_pipeline(here, me)
    with here.container.infrastructure.records().reading(me) as work:
        work.sources.find_by_key("fair")
        new_default(here, me)
        later = default_pipeline(here, me)
        meanwhile = work.pipelines.default().name

    assert (later, meanwhile) == ("Short", usual)


@pytest.mark.requirement("ARC-CRMOP-0009")
def test_a_story_goes_on_in_any_process_and_leaves_nothing_in_a_coordinator(here: Crm, there: Crm, me: Actor) -> None:
    def coordinators(crm: Crm) -> dict[str, dict[str, int]]:
        named = {name: getattr(crm, name) for name in ("leads", "conversion", "deals", "closing", "activities")}
        return {name: {key: id(value) for key, value in vars(one).items()} for name, one in named.items()}

    before = [coordinators(crm) for crm in (here, there)]
    new_default(there, me)
    request = CreateLead(name="Ada", email="ada@example.com", estimated_value_minor=100_000, currency_code="EUR")
    lead = here.leads.capture(me, request).lead
    deal = there.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="known"))
    assert isinstance(deal, Conversion)
    assert here.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="known")) == deal
    won = here.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.opportunity_id))

    assert there.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.opportunity_id)) == won
    assert [coordinators(crm) for crm in (here, there)] == before
