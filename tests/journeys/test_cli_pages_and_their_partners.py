"""A page shows what we know ourselves, and says what a partner failed to tell, whatever is wrong with the partner."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

PARTNER = '''
from pydantic import TypeAdapter
from crm_core.errors import Invalid, Unavailable
from crm_operations.providers import Person

class Away(Unavailable):
    pass

ANSWERS = {
    "away": lambda: (_ for _ in ()).throw(Away("the other system does not answer: it is being moved")),
    "refusing": lambda: (_ for _ in ()).throw(Invalid.field("acme", "no such company", "name one there is")),
    "broken": lambda: {}["records"],
    "strange": lambda: TypeAdapter(Person).validate_python({"id": 17, "name": "Ada"}),
}

class Strange:
    """Whatever it is asked."""
    def __init__(self, answer):
        self.answer = answer
    def __getattr__(self, name):
        return lambda *args, **kwargs: self.answer()

class Directory(Strange):
    def members(self, tenant_id, team=None):
        return [Person(id="ada", name="Ada Lovelace")]

def connect(settings):
    answer = ANSWERS[settings["answers"]]
    return {**dict.fromkeys(("customers", "quotations", "orders"), Strange(answer)), "people": Directory(answer)}
'''
MESSAGES = {
    "away": "the other system does not answer: it is being moved; see that it runs and can be reached from here",
    "refusing": "acme: no such company; name one there is",
    "broken": "the answer cannot be understood (KeyError: 'records'); see what answers so",
    "strange": "Person.id: it is no text",
}


@pytest.fixture
def partner(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that brings it along."""
    place = tmp_path_factory.mktemp("site-packages")
    (place / "crm_strange.py").write_text(PARTNER, encoding="utf-8")
    info = place / "crm_strange-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: crm-strange\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[crm_adapters.partners]\nstrange = crm_strange:connect\n")
    monkeypatch.syspath_prepend(place)


def provided_by_the_partner(folder: Path, answers: str, *roles: str) -> None:
    named = "".join(f'{role} = "strange"\n' for role in roles)
    (folder / "crm.toml").write_text(f'[provided_by]\n{named}[partners.strange]\nanswers = "{answers}"\n')


@pytest.mark.parametrize("answers", MESSAGES)
def test_a_deal_is_shown_without_its_partners(cli: "CommandLine", partner: None, answers: str) -> None:
    number = cli.deal("--value", "500", stage="negotiation")
    provided_by_the_partner(cli.folder, answers, "customers", "quotations", "orders")

    page = in_one_line(cli.output("deal", "show", number))
    data = cli.json("deal", "show", number)

    assert f"{number} Navy" in page
    assert f"crm deal won {number}" in page
    assert MESSAGES[answers] in missing_note(page, "quotations and orders, of the sales system")
    assert MESSAGES[answers] in missing_note(page, "the customer, of the party master")
    assert data["documents"] is None
    assert [line.partition(": ")[0] for line in data["missing"]] == ["quotations and orders, of the sales system"]


@pytest.mark.parametrize("answers", MESSAGES)
def test_a_lead_is_shown_without_the_party_master(cli: "CommandLine", partner: None, answers: str) -> None:
    number = cli.qualified_lead("--company", "Navy", "--industry", "shipping", "--email", "grace@example.com")
    provided_by_the_partner(cli.folder, answers, "customers")

    page = in_one_line(cli.output("lead", "show", number))

    assert f"{number} Grace Hopper" in page
    assert MESSAGES[answers] in missing_note(page, "what converting would do")


@pytest.mark.parametrize("answers", MESSAGES)
def test_people_are_listed_without_their_open_leads(cli: "CommandLine", partner: None, answers: str) -> None:
    provided_by_the_partner(cli.folder, answers, "people")

    page = in_one_line(cli.output("person", "list"))

    assert "ada Ada Lovelace -" in page
    assert MESSAGES[answers] in missing_note(page, "open leads, of the directory")
    assert [person["id"] for person in cli.json("person", "list")] == ["ada"]


def test_a_deal_is_shown_whatever_was_written_into_the_built_in_desk(cli: "CommandLine") -> None:
    number = cli.deal("--value", "500", stage="negotiation")
    cli.run("deal", "quote", number)
    cli.tamper("UPDATE crm_quotations SET status = 'frozen'")

    page = in_one_line(cli.output("deal", "show", number))

    assert f"{number} Navy" in page
    assert "status: 'frozen' is kept for" in page
    assert "correct the row; there are draft, sent, accepted, rejected" in page
    assert cli.json("deal", "show", number)["missing"]


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("UPDATE crm_leads SET status = 'frozen'", "the lead it was: status: 'frozen' is kept for"),
        ("DELETE FROM crm_leads", "the lead it was: no lead with id"),
        ("UPDATE crm_opportunities SET stage = 'limbo'", "what comes next:"),
        ("UPDATE crm_pipeline_stages SET next_stages = '['", "something that is no JSON"),
        ("UPDATE crm_activities SET activity_type = 'dance'", ": activity_type: 'dance' is kept for"),
    ],
)
def test_a_deal_is_shown_whatever_became_of_what_is_around_it(cli: "CommandLine", statement: str, missing: str) -> None:
    number = cli.deal("--value", "500", stage="negotiation")
    cli.run("activity", "log", number, "call", "Talked")
    cli.tamper(statement)

    page = in_one_line(cli.output("deal", "show", number))

    assert f"{number} Navy" in page
    assert missing in page


@pytest.mark.parametrize(
    ("noun", "statement", "problem"),
    [
        ("lead", "UPDATE crm_leads SET status = 'frozen'", "status: 'frozen' is kept for"),
        ("lead", "UPDATE crm_leads SET attributes = '{'", "something that is no JSON"),
        ("deal", "UPDATE crm_opportunities SET created_at = 'soon'", "something that is no moment"),
        ("activity", "UPDATE crm_activities SET activity_type = 'dance'", "activity_type: 'dance' is kept for"),
    ],
)
def test_a_list_gives_the_rest_and_says_what_it_left_out(
    cli: "CommandLine", noun: str, statement: str, problem: str
) -> None:
    cli.deal()
    rows = cli.json(noun, "list")
    for name in ("Ada", "Eve"):
        lead = cli.json("lead", "add", name)["lead_number"]
        cli.run("activity", "log", lead, "call", "Talked")
        cli.run("lead", "convert", lead, "--override", "a test")
    first = rows[0]["id"]
    cli.tamper(f"{statement} WHERE id = ?", first)

    listed = cli.run(noun, "list", "--limit", "2", "--json")
    page = json.loads(listed.stdout)

    assert [each["id"] for each in page] == [each["id"] for each in cli.json(noun, "list")][:1]
    assert f"Left out of the {noun[:-1]}" in listed.stderr
    assert f"{first}: " in listed.stderr
    assert problem in listed.stderr
    assert "There are more: add --after" in listed.stderr


def test_nothing_is_said_to_be_missing_where_all_is_told(cli: "CommandLine") -> None:
    number = cli.deal("--value", "500", stage="negotiation")

    assert "Missing" not in cli.output("deal", "show", number)
    assert cli.json("deal", "show", number)["missing"] == []


def missing_note(page: str, what: str) -> str:
    """What is said from there on."""
    _, found, note = page.partition(f"Missing {what}: ")
    return note if found else page.partition(f" {what}: ")[2]


def in_one_line(page: str) -> str:
    """Whatever the width of the terminal broke."""
    return " ".join(page.split())
