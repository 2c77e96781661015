"""How the command line answers: JSON for scripts, pages for long lists, the tenant's time, and help for newcomers."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from crm_adapters.cli import app

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_every_read_answers_json_and_nothing_else(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada", "--team", "north", "--hours", "mon-fri 09:00-17:00")
    cli.run("routing", "add", "Everybody", "--everyone", "--anytime")
    deal = cli.deal("--value", "5")

    assert [lead["status"] for lead in cli.json("lead", "list")] == ["converted_to_opportunity"]
    assert [each["activity_type"] for each in cli.json("activity", "list", deal)] == ["note"]
    assert cli.json("deal", "show", deal)["opportunity_number"] == deal
    assert cli.json("person", "list")[0]["working_hours"][4] == {"weekday": 4, "start": "09:00:00", "end": "17:00:00"}
    assert cli.json("routing", "rules")["rules"][0]["pool"]["everyone"]
    assert cli.json("routing", "waiting") == []
    assert cli.json("relay", "dead") == []
    (opened, *_) = cli.json("history", "show", deal)
    assert opened["changes"]["stage"] == [None, "prospecting"]
    assert {"case", "verdict", "reasons"} <= set(cli.json("explain", cli.json("deal", "show", deal)["lead_id"])[0])


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
def test_common_options_stand_anywhere(cli: "CommandLine", before: bool) -> None:
    common = ("--tenant=acme", "--as", "eve", "--role", "admin", "--database", f"sqlite:///{cli.folder}/other.db")

    for command in (("init",), ("lead", "add", "Ada")):
        cli.run(*((*common, *command) if before else (*command, *common)))

    history = cli.json("history", "show", cli.json("lead", "list", *common)[0]["id"], *common)
    assert [entry["user_id"] for entry in history] == ["eve"]
    assert not cli.json("lead", "list")


def test_a_lead_that_is_known_by_its_external_id_is_said_to_be(cli: "CommandLine") -> None:
    add = ("lead", "add", "Ada", "--external-id", "web-1")
    number = cli.json(*add, "--company", "Navy")["lead_number"]

    assert "with the same data" in cli.output(*add, "--company", "Navy")
    data = cli.json(*add, "--company", "Army")
    assert (data["lead_number"], data["outcome"], data["company"]) == (number, "differs", "Navy")
    assert "company" in data["differs_in"]
    assert "You gave otherwise: company" in cli.output(*add, "--company", "Army").replace("\n", " ")


def test_a_partner_who_adds_a_lead_is_told_nothing_of_it(cli: "CommandLine") -> None:
    cli.run("lead", "add", "Ada", "--external-id", "web-1", "--notes", "the budget is a million")
    partner = ("--as", "eve", "--role", "partner")

    known = cli.json("lead", "add", "Eve", "--external-id", "web-1", *partner)
    new = cli.json("lead", "add", "Eve", "--external-id", "web-2", *partner)

    assert set(known) == set(new) == {"external_id", "received_at"}
    assert cli.output("lead", "add", "Eve", "--external-id", "web-1", *partner) == "Eve is handed in.\n"


def test_what_follows_two_dashes_is_never_an_option(cli: "CommandLine") -> None:
    cli.run("lead", "add", "--", "--tenant")

    assert [lead["name"] for lead in cli.json("lead", "list")] == ["--tenant"]


def test_options_go_before_the_environment_and_that_before_the_file(cli: "CommandLine") -> None:
    (cli.folder / "crm.toml").write_text('tenant = "filed"\n[operations]\ntimezone = "Asia/Tokyo"\n')

    assert cli.json("init")["tenant"] == "filed"
    assert cli.json("init", environment={"CRM_TENANT": "environed"})["tenant"] == "environed"
    assert cli.json("init", "--tenant", "given", environment={"CRM_TENANT": "environed"})["tenant"] == "given"


def test_long_lists_come_in_pages(cli: "CommandLine") -> None:
    numbers = [cli.json("lead", "add", f"Lead {count}")["lead_number"] for count in range(5)]

    first = cli.run("lead", "list", "--limit", "2")
    assert first.stderr == f"There are more: add --after {numbers[1]}\n"
    assert [lead["lead_number"] for lead in cli.json("lead", "list", "--limit", "2", "--after", numbers[1])] == numbers[
        2:4
    ]
    last = cli.run("lead", "list", "--limit", "2", "--after", numbers[2])
    assert (last.stderr, numbers[4] in last.stdout) == ("", True)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lists_fit_the_terminal_one_line_a_row(cli: "CommandLine", columns: int) -> None:
    cli.run("lead", "add", "A name " * 30, "--company", "A company " * 20, "--value", "999999999.99")

    lines = cli.output("lead", "list", environment={"COLUMNS": str(columns)}).splitlines()

    assert max(len(line) for line in lines) <= columns
    assert "…" in lines[-1]
    assert "$999,999,999.99" in lines[-1]


def test_times_are_shown_where_the_tenant_lives_and_kept_in_utc(cli: "CommandLine") -> None:
    zone = {"CRM_OPERATIONS__TIMEZONE": "America/New_York"}
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    log = ("activity", "log", lead, "task", "Call back", "--due")

    assert cli.json(*log, "2026-06-30T14:00", environment=zone)["due_date"] == "2026-06-30T18:00:00Z"
    assert cli.json(*log, "2026-01-31", environment=zone)["due_date"] == "2026-02-01T04:59:00Z"
    shown = cli.output("activity", "list", lead, environment=zone)
    assert "2026-06-30 14:00" in shown
    assert "2026-01-31 23:59" in shown


def test_a_name_cannot_redraw_the_terminal_or_pose_as_markup(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "[bold]Eve[/bold]")["lead_number"]
    name = "\x1b[31m[bold]Eve[/bold]\x1b]0;title\x07\nroot# "
    cli.tamper("UPDATE crm_leads SET name = ?", name)

    for words in (("lead", "list"), ("lead", "show", lead)):
        shown = cli.output(*words, environment={"COLUMNS": "200"})
        assert "\x1b" not in shown
        assert "[31m[bold]Eve[/bold] ]0;title root#" in shown
    assert "[bold]Eve[/bold]" in cli.output("history", "show", lead)
    assert "control character" in cli.refusal("lead", "add", name, exit_code=2)


def test_a_lead_shows_what_happened_and_what_comes_next(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada", "--value", "1054.50")["lead_number"]
    cli.run("activity", "log", lead, "call", "Asked for a price")

    shown = cli.output("lead", "show", lead)

    assert "$1,054.50" in shown
    assert "captured from other" in shown
    assert "call: Asked for a price" in shown
    assert f"crm activity log {lead} call ...  1 activities, at least 2 needed" in shown


@pytest.mark.requirement("PLAN-012")
def test_the_points_of_a_score_add_up_to_its_total(cli: "CommandLine") -> None:
    lead = cli.qualified_lead("--company", "Navy", "--industry", "shipping", "--email", "g@example.com")

    lines = cli.output("lead", "score", lead).splitlines()

    points = [line.split()[0] for line in lines if line.split() and line.split()[0].lstrip("+-").isdigit()]
    *parts, total = [int(each) for each in points]
    assert len(parts) > 3
    assert sum(parts) == total


def test_a_plan_shows_what_would_be_created_reused_moved_and_left(cli: "CommandLine") -> None:
    cli.deal()
    lead = cli.qualified_lead(
        "--company", "Navy", "--industry", "shipping", "--email", "G@Example.com", "--attribute", "fleet=12"
    )

    shown = cli.output("lead", "convert", lead, "--plan")

    words = dict(line.strip().split("  ", 1) for line in shown.splitlines()[1:] if line.strip().count("  "))
    assert words["creates"].strip() == "opportunity Navy"
    assert words["reuses"].strip().startswith("customer Navy (")
    assert words["leaves"].strip() == "attribute fleet"


def test_rules_are_shown_as_they_can_be_set_again(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada", "--territory", "EMEA")
    rule = cli.json("routing", "add", "Europe", "--everyone", "--territory", "emea", "--strategy", "territory")["rules"]
    file = cli.folder / "rules.json"
    file.write_text(json.dumps(cli.json("routing", "rules")))

    assert cli.json("routing", "set", str(file))["rules"] == rule
    (cli.folder / "rules.toml").write_text(
        '[[rules]]\nid = "all"\nposition = 1\nname = "All"\nstrategy = "round_robin"\npool = { everyone = true }\n'
    )
    assert cli.json("routing", "set", "rules.toml")["version"] == 2, "the same again was no new version"
    assert "everyone, round robin" in cli.output("routing", "rules")
    lead = cli.json("lead", "add", "Ada", "--territory", "EMEA")["lead_number"]
    assert cli.json("lead", "route", "--all")["shares"] == [{"user_id": "ada", "leads": 1}]
    assert f"{lead} is with ada already" in cli.output("lead", "route", lead)


def test_what_nobody_can_take_waits_until_somebody_can(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Grace")
    assert cli.json("lead", "route", lead["lead_number"])["queue"] == "unassigned"
    assert lead["id"] in cli.output("routing", "waiting")

    cli.run("person", "add", "ada")
    cli.run("routing", "add", "All", "--everyone")

    assert cli.json("routing", "retry")["assigned"] == 1
    assert "Nothing waits." in cli.output("routing", "waiting")
    assert "1 of 50" in cli.output("person", "list")


def test_who_is_paused_or_left_gets_no_leads(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada")
    cli.run("routing", "add", "All", "--everyone")
    lead = cli.json("lead", "add", "Grace")["lead_number"]

    for command in ("pause", "leave"):
        cli.run("person", command, "ada")
        assert cli.json("lead", "route", lead)["outcome"] == "queued"
    assert "ada (left)" in cli.output("person", "list")
    cli.run("person", "resume", "ada")
    assert cli.json("lead", "route", lead)["assigned_to"] == "ada"


@pytest.mark.requirement("REL-005")
def test_what_could_not_be_delivered_is_listed_and_put_back(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["id"]
    cli.tamper("UPDATE crm_outbox SET state = 'dead', last_error = 'no route to host' WHERE entity_id = ?", lead)

    assert "no route to host" in cli.output("relay", "dead")
    (dead,) = cli.json("relay", "dead")
    assert cli.json("relay", "retry", dead["id"]) == {"revived": 1}
    assert cli.json("relay", "run")["delivered"] == 2
    assert cli.output("relay", "dead") == "Nothing is dead.\n"


def test_logs_stand_on_standard_error_and_only_when_asked_for(cli: "CommandLine") -> None:
    assert cli.run("lead", "list").stderr == ""
    assert cli.refusal("lead", "list", exit_code=2, environment={"CRM_LOG_LEVEL": "loud"}).startswith(
        "CRM_LOG_LEVEL: 'loud'"
    )


def test_every_command_explains_itself() -> None:
    commands = list(commands_below(typer.main.get_command(app)))

    assert ("lead", "convert") in commands
    for words in commands:
        shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"})
        usage, _, about = shown.stdout.strip().partition("\n")
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert usage.startswith("Usage: ")
        assert about.strip()[:1].isupper()
        assert max(len(line) for line in shown.stdout.splitlines()) <= 80
        assert "]]" not in usage.replace("[[rules]]", "")


def test_no_paragraph_of_a_help_is_broken_off_within_its_lines() -> None:
    """Lines of a paragraph stay lines, so one that does not fit the terminal is broken twice."""
    root = typer.main.get_command(app)
    for words in commands_below(root):
        command: Any = root
        for word in words:
            command = command.commands[word]
        _, *paragraphs = (command.help or "").split("\n\n")
        several = [lines for each in paragraphs if len(lines := each.splitlines()) > 1]
        assert [line for lines in several for line in lines if len(line) > 79] == [], words


def commands_below(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands_below(below, (*words, name))


def test_help_shows_examples_and_exit_codes() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).stdout

    assert "crm lead convert LEAD-2026-0001" in shown
    assert "2  the command, or a value in it, cannot be used" in shown


def test_a_deal_won_anew_shows_both_quotations_and_both_orders_by_their_numbers(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "4000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "won", deal)
    assert "is ordered: ORDER-" in cli.output("deal", "order", deal)
    cli.run("deal", "reopen", deal, "--reason", "they want more of it")
    cli.run("deal", "move", deal, "negotiation", "--through")
    cli.run("deal", "won", deal, "--value", "4500")
    cli.run("deal", "order", deal)

    shown = " ".join(cli.output("deal", "show", deal).split())

    for line in (
        r"Quotation QUOTE-\d+-0002 \(accepted\) over \$4,500.00",
        r"Order ORDER-\d+-0002 over \$4,500.00",
        r"Quoted before QUOTE-\d+-0001 \(accepted\) over \$4,000.00",
        r"Ordered before ORDER-\d+-0001 over \$4,000.00",
    ):
        assert re.search(line, shown), shown


def test_sources_are_kept_on_the_command_line(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada")
    cli.run("source", "add", "trade-fair", "Trade fair")
    cli.run("source", "rename", "trade-fair", "Trade fairs")
    assert cli.json("lead", "add", "Ada", "--source", "trade-fair")["source"] == "trade-fair"
    cli.run("source", "retire", "trade-fair")

    assert "'trade-fair' is retired" in cli.refusal("lead", "add", "Bob", "--source", "trade-fair", exit_code=2)
    assert "there is no 'fair'" in cli.refusal("routing", "add", "R", "--everyone", "--source", "fair", exit_code=2)
    assert "trade-fair" not in [source["key"] for source in cli.json("source", "list")]
    names = {source["key"]: source["name"] for source in cli.json("source", "list", "--all")}
    assert names["trade-fair"] == "Trade fairs"
