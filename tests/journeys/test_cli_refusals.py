"""What the command line says when something cannot be done: one line, no traceback, and an exit code."""

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.cli.shell.session import Session
from crm_core.pipelines import OpportunityStage

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE = 2
NO_ID = "it holds ' '; an id is made of a to z, digits and . _ : -"
NO_USER = "it holds ' '; an id is made of letters, digits and . _ @ + ' -"


def test_a_folder_without_a_database_says_to_run_init_and_gets_no_file(bare_cli: "CommandLine") -> None:
    assert bare_cli.refusal("lead", "list") == (
        "sqlite:///crm.db is not set up for this version of crm; run `crm init` first"
    )
    assert list(bare_cli.folder.iterdir()) == []


def test_a_database_of_something_else_says_to_run_init(bare_cli: "CommandLine") -> None:
    sqlite3.connect(bare_cli.database).close()

    assert "run `crm init` first" in bare_cli.refusal("pipeline")


def test_the_password_of_a_database_is_not_shown() -> None:
    session = Session("postgresql://ada:secret@localhost/crm")

    assert session.database_name == "postgresql+psycopg://ada:***@localhost/crm"
    session.close()


@pytest.mark.parametrize(
    "words",
    [
        ("lead", "show", "LEAD-2026-0099"),
        ("lead", "score", "nobody"),
        ("lead", "convert", "LEAD-2026-0099", "--plan"),
        ("deal", "show", "OPP-2026-0099"),
        ("deal", "won", "nothing"),
        ("activity", "log", "LEAD-2026-0099", "call", "Hello"),
        ("activity", "complete", "nothing"),
        ("explain", "LEAD-2026-0099"),
        ("history", "show", "OPP-2026-0099"),
        ("person", "pause", "nobody"),
    ],
)
def test_an_unknown_id_is_named(cli: "CommandLine", words: tuple[str, ...]) -> None:
    message = cli.refusal(*words)

    assert message.startswith("no ")
    assert f"with id {words[2] if len(words) > 2 else words[1]}" in message


@pytest.mark.requirement("SR-003", "INT-001")
@pytest.mark.parametrize("which", ["number", "id"])
def test_another_tenants_lead_is_answered_like_one_that_does_not_exist(cli: "CommandLine", which: str) -> None:
    lead = cli.json("lead", "add", "Ada")
    mine = {"number": lead["lead_number"], "id": lead["id"]}[which]

    cli.run("init", "--tenant", "other")
    foreign = cli.refusal("lead", "show", mine, "--tenant", "other")
    missing = cli.refusal("lead", "show", "missing", "--tenant", "other")

    assert foreign.replace(mine, "missing") == missing
    assert cli.json("lead", "list", "--tenant", "other") == []


@pytest.mark.requirement("SR-001", "SR-006")
@pytest.mark.parametrize(
    ("words", "role", "needed"),
    [
        (("history", "verify"), "rep", "team_lead"),
        (("relay", "run"), "manager", "admin"),
        (("relay", "dead"), "rep", "admin"),
        (("person", "add", "ada"), "director", "admin"),
        (("person", "list"), "partner", "rep"),
        (("routing", "add", "All", "--everyone"), "manager", "admin"),
        (("init",), "rep", "admin"),
        (("pipeline",), "partner", "rep"),
    ],
)
def test_a_role_that_may_not_is_told_which_may(
    cli: "CommandLine", words: tuple[str, ...], role: str, needed: str
) -> None:
    message = cli.refusal(*words, "--role", role, "--as", "bob")

    assert message.startswith("bob may not ")
    assert needed in message.partition("it takes one of these roles: ")[2].split(", ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--value", "1.505"), "--value: 1.505 is finer than USD can be paid; give it at most 2 decimals"),
        (("--value", "7.0", "--currency", "JPY"), "--value: 7.0 is finer than JPY can be paid; give it no decimals"),
        (("--value", "-5"), "--value: -5 is negative; an amount is 0 or more"),
        (
            ("--value", "1,054.50"),
            "--value: '1,054.50' is not an amount; write digits with a decimal point, like 1054.50",
        ),
        (
            ("--value", "1", "--currency", "ABC"),
            "--currency: 'ABC' is not a currency; use an ISO 4217 code such as USD or EUR",
        ),
        (("--currency", "USD"), "--currency: there is no amount it belongs to; give --value too"),
        (("--email", "nobody"), "--email: 'nobody' is not an address; write it like name@example.com"),
        (("--phone", " "), "--phone: it is empty; say something"),
        (("--industry", "x" * 300), "--industry: it is too long; use at most 255 characters"),
        (("--attribute", "employees"), "--attribute: 'employees' says no name and value; write it like employees=250"),
        (("--tenant", " "), "--tenant: it names nobody; name one, or leave the option out"),
        (("--database", "sqlite://here/crm.db"), "database: that address names no database; write sqlite:///crm.db"),
        (("--database", "elsewhere"), "database: 'elsewhere' is not a database address; write sqlite:///crm.db"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_remedy(
    cli: "CommandLine", words: tuple[str, ...], message: str
) -> None:
    assert cli.refusal("lead", "add", "Ada", *words, exit_code=WRONG_USE) == message
    assert cli.json("lead", "list") == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("activity", "log", "{lead}", "task", "Later"), "--due is missing: a task needs one"),
        (
            ("activity", "log", "{lead}", "task", "Later", "--due", "soon"),
            "--due: 'soon' is not a date or time; write it like 2026-06-30 or 2026-06-30T14:00",
        ),
        (("lead", "disqualify", "{lead}", "--reason", " "), "--reason: it is empty; say something"),
        (("lead", "contact", "a b"), f"LEAD: {NO_ID}"),
        (("lead", "assign", "{lead}", "a b", "--reason", "why"), f"USER: {NO_USER}"),
        (("activity", "complete", "a b"), f"ACTIVITY: {NO_ID}"),
        (("source", "add", "A B", "Fair"), "KEY: it is not a key; use a to z in small letters, digits and . _ -"),
        (("deal", "add", "Looms", "--customer", "c", "--assigned-to", "a b"), f"--assigned-to: {NO_USER}"),
        (("pipeline", "--pipeline", "Sails"), "--pipeline: there is no 'Sails'; name one of: Sales"),
        (
            ("deal", "list", "--stage", "nowhere"),
            f"--stage: there is no 'nowhere'; name one of: {', '.join(OpportunityStage)}",
        ),
        (
            ("report", "-o", "report"),
            "--format: it is not said and not told by --output; choose one of: json, csv, xlsx, html",
        ),
        (("report", "--format", "json", "--bom"), "--bom: it belongs to CSV; say --format csv too, or leave it out"),
        (("lead", "route"), "LEAD: say one lead, or all of them; name a lead, or give --all"),
        (
            ("person", "add", "ada", "--hours", "mon-fri 22-6"),
            "--hours: they go on over midnight; write them as those of two days, up to 24:00",
        ),
    ],
)
def test_so_is_a_value_of_any_other_command(cli: "CommandLine", words: tuple[str, ...], message: str) -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]

    assert cli.refusal(*(word.format(lead=lead) for word in words), exit_code=WRONG_USE) == message


def test_a_stage_out_of_turn_says_where_the_deal_can_go(cli: "CommandLine") -> None:
    deal = cli.deal()

    assert cli.refusal("deal", "move", deal, "negotiation") == (
        f"opportunity {deal} is in prospecting and cannot move to negotiation at once; "
        "from here it can move to: qualification, closed_lost; "
        f"to pass every stage on the way, say crm deal move {deal} negotiation --through"
    )
    assert f"crm deal move {deal} negotiation --through" in cli.refusal("deal", "won", deal)
    assert cli.run("deal", "move", deal, "Qualification").stdout == f"{deal} is now in qualification.\n"
    assert "its stages: prospecting" in cli.refusal("deal", "move", deal, "nowhere")


def test_a_won_deal_cannot_be_lost_as_well(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "5", stage="negotiation")
    cli.run("deal", "won", deal)

    assert cli.refusal("deal", "lost", deal, "--reason", "no") == (
        f"opportunity {deal} is already closed as won; reopen it first"
    )


@pytest.mark.requirement("BUS-CRMOP-0014")
def test_a_lead_that_does_not_qualify_is_told_why_and_what_would_help(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]

    for words in (("lead", "convert", lead), ("lead", "convert", lead, "--plan")):
        result = cli.run(*words, exit_code=1)

        assert result.stdout == ""
        assert result.stderr.splitlines() == [
            f"crm: {lead} does not qualify yet: score 0, at least 50 needed; 0 activities, at least 2 needed",
            "What helps:",
            f"  crm lead score {lead}   (when more is known or done)",
            f"  crm activity log {lead} call 'What you talked about'",
        ]


def test_a_lead_converted_on_other_terms_is_a_conflict(cli: "CommandLine") -> None:
    cli.deal()
    (lead,) = cli.json("lead", "list")

    assert "with other details" in cli.refusal("lead", "convert", lead["id"], "--name", "Another")


@pytest.mark.requirement("FUN-CRMOP-0030")
def test_a_decision_by_a_policy_somebody_rewrote_is_named(cli: "CommandLine") -> None:
    number = cli.json("lead", "add", "Ada")["lead_number"]
    cli.run("lead", "score", number)
    cli.tamper("UPDATE crm_policies SET content = '{}'")

    refused = cli.run("explain", number, "--replay", exit_code=1)

    assert "judged again: policy changed: another one than" in " ".join(refused.stdout.split())
    assert cli.json("explain", number, "--replay", exit_code=1)[0]["replay"]["outcome"] == "policy changed"
    assert "it was changed after decisions were taken by it" in cli.run("history", "verify", exit_code=1).stderr


@pytest.mark.requirement("SR-005")
def test_a_history_somebody_rewrote_does_not_verify(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["id"]
    cli.tamper("UPDATE crm_history SET salted = replace(salted, 'Ada', 'Eve') WHERE entity_id = ?", lead)

    result = cli.run("history", "verify", exit_code=1)

    assert result.stdout.endswith("1 flaw.\n")
    assert result.stderr.startswith(f"crm: lead {lead}, entry 1: ")
    assert not cli.json("history", "verify", exit_code=1)["holds"]


def test_an_order_that_vanished_leaves_a_number_nobody_bears(cli: "CommandLine") -> None:
    number = cli.deal("--value", "500", stage="negotiation")
    cli.run("deal", "won", number)
    order = cli.json("deal", "order", number)["order_number"]
    cli.tamper("DELETE FROM crm_orders")

    message = cli.run("history", "verify", exit_code=1).stderr

    assert message == f"crm: number {order}: it was handed out, and no record bears it\n"


def test_a_status_nobody_knows_is_a_flaw_of_that_lead_alone(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["id"]
    cli.tamper("UPDATE crm_leads SET status = 'nope' WHERE id = ?", lead)

    assert cli.run("history", "verify", exit_code=1).stderr == f"crm: lead {lead}, entry 1: its row cannot be read\n"


def test_json_that_is_none_is_told_as_an_error_of_ours(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["id"]
    cli.tamper("UPDATE crm_leads SET attributes = '{bad'")

    assert "holds something that is no JSON" in cli.refusal("lead", "show", lead, exit_code=WRONG_USE)


def test_debug_shows_where_a_refusal_comes_from(cli: "CommandLine") -> None:
    message = cli.run("lead", "show", "nobody", "--debug", exit_code=1).stderr

    assert "Traceback" in message
    assert message.endswith("crm: no lead with id nobody\n")


def test_ctrl_c_says_so_and_exits_with_130(cli: "CommandLine", monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crm_adapters.storage.entities.leads.SqlLeads.find", interrupt)

    assert cli.refusal("lead", "list", exit_code=130) == "interrupted"


def test_a_reader_that_has_seen_enough_is_no_failure(cli: "CommandLine", monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("crm_adapters.cli.root._keep_quiet", lambda: None)
    monkeypatch.setattr("crm_adapters.storage.entities.leads.SqlLeads.find", closed)

    assert cli.run("lead", "list").stderr == ""


def test_a_file_that_cannot_be_written_is_named(cli: "CommandLine") -> None:
    message = cli.refusal("report", "-o", "missing/report.csv")

    assert message == "missing/report.csv: No such file or directory"


def test_without_its_extra_the_command_says_what_to_install() -> None:
    missing = "import sys; sys.modules['typer'] = None; import crm_adapters.cli"

    ran = subprocess.run([sys.executable, "-c", missing], capture_output=True, encoding="utf-8", check=False)

    assert (ran.returncode, ran.stderr) == (1, "crm: typer is not installed; pip install 'crm-adapters[cli]'\n")


def test_a_wrong_word_is_wrong_use_and_the_right_one_is_suggested() -> None:
    result = CliRunner().invoke(app, ["lead", "lits"])

    assert result.exit_code == WRONG_USE
    assert "Did you mean 'list'?" in result.stderr


def test_a_partner_that_is_built_in_is_not_begun_anew(bare_cli: "CommandLine") -> None:
    assert "tryton is built in" in bare_cli.refusal("adapter", "new", "tryton", exit_code=WRONG_USE)
    assert list(bare_cli.folder.iterdir()) == []


def test_help_shows_square_brackets() -> None:
    shown = CliRunner().invoke(app, ["routing", "set", "--help"], env={"COLUMNS": "200"}).output

    assert "TOML with [[rules]]" in shown


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "OPERATIONS__CURRENCY",
            "euros",
            "operations.currency: 'euros' is not a currency; use an ISO 4217 code",
        ),
        (
            "OPERATIONS__TIMEZONE",
            "Mars/Olympus",
            "operations.timezone: 'Mars/Olympus' is not a known time zone; use",
        ),
        ("TENANTS", '{"acme": {"timezone": "Mars"}}', "tenants.acme.timezone: 'Mars' is not a known time zone; use an"),
        ("RUNNER", "slow", "runner: it is not one of those there are; use 'in_process' or 'durable'"),
        (
            "BROKER_URL",
            "natz://user:secret@host",
            "broker.url: it is no address of a broker; write it like nats://host",
        ),
        ("OPERATIONS__RELAY__ATTEMPTS", "many", "operations.relay.attempts: it is no whole number; write one, such as"),
        ("OPERATIONS__SPEED", "1", "operations.speed: there is nothing of this name; see how it is spelled"),
        ("LIVE__ENABLED", "perhaps", "live.enabled: it is neither true nor false; write one of the two"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_words(
    bare_cli: "CommandLine", variable: str, value: str, message: str
) -> None:
    refusal = bare_cli.refusal("init", environment={f"CRM_{variable}": value}, exit_code=WRONG_USE)

    assert refusal.startswith(f"setting {message}")
    assert "secret" not in refusal
    assert not bare_cli.database.exists()


def test_a_file_of_settings_that_cannot_be_read_is_named(bare_cli: "CommandLine") -> None:
    (bare_cli.folder / "crm.toml").write_text("tenant = ")

    assert "crm.toml: it is not TOML" in bare_cli.refusal("init", exit_code=WRONG_USE)


def test_a_file_of_settings_that_is_not_there_is_named(bare_cli: "CommandLine") -> None:
    message = bare_cli.refusal("init", environment={"CRM_CONFIG": "nowhere.toml"}, exit_code=WRONG_USE)

    assert message == "CRM_CONFIG: there is no file nowhere.toml; name one, or unset it"


def test_a_variable_that_is_not_json_is_named(bare_cli: "CommandLine") -> None:
    message = bare_cli.refusal("init", environment={"CRM_GUARDS": "fast"}, exit_code=WRONG_USE)

    assert message.startswith("CRM_GUARDS: it is not JSON; write it like")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lead", "list", "--limit", "few"), "it is no whole number; write one, such as 5"),
        (("lead", "list", "--limit", "0"), "it is too low; use 1 or more"),
        (("lead", "add", "Ada", "--priority", "VERY"), "'VERY' is not one of 'low', 'medium',"),
        (("--role", "king", "lead", "list"), "'king' is not one of 'rep', 'team_lead',"),
    ],
)
def test_an_option_that_does_not_fit_is_refused_in_words(
    cli: "CommandLine", words: tuple[str, ...], message: str
) -> None:
    output = cli.run(*words, exit_code=WRONG_USE).stderr

    assert message in output
    assert "Value error" not in output
    assert "Input should" not in output


def test_a_stage_may_be_written_as_people_write_it(cli: "CommandLine") -> None:
    number = cli.deal(stage="negotiation")

    assert [each["opportunity_number"] for each in cli.json("deal", "list", "--stage", "Negotiation")] == [number]
    assert cli.json("deal", "list", "--stage", "CLOSED WON") == []


def test_a_deal_as_json_names_its_quotations_and_orders(cli: "CommandLine") -> None:
    number = cli.deal("--value", "500", stage="negotiation")
    cli.run("deal", "won", number)
    cli.run("deal", "order", number)

    documents = cli.json("deal", "show", number)["documents"]

    assert [each["number"][:6] for each in documents["quotations"]] == ["QUOTE-"]
    assert [each["number"][:6] for each in documents["orders"]] == ["ORDER-"]


def test_a_database_of_a_newer_release_is_left_alone_and_says_which_is_needed(cli: "CommandLine") -> None:
    cli.run("lead", "add", "Ada")
    cli.tamper("UPDATE crm_schema SET release = '9.0.0', needed_revision = '9000', needed_release = '9.0.0'")
    cli.tamper("UPDATE alembic_version SET version_num = '9000'")

    for words in (("lead", "list"), ("lead", "add", "Eve"), ("init",), ("relay", "run")):
        assert "needs release 9.0.0 or a newer" in cli.refusal(*words)
    with sqlite3.connect(cli.database) as connection:
        assert connection.execute("SELECT count(*) FROM crm_leads").fetchone() == (1,)
