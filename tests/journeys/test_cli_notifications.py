"""At the command line: what one was told and why, how one wants to be told, and what did not arrive."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from smtp_server import SmtpServer
from typer.testing import CliRunner

from crm_adapters.cli import app

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    smtp = SmtpServer()
    smtp.start()
    yield smtp
    smtp.stop()


@pytest.fixture
def mailing(cli: "CommandLine", smtp_server: SmtpServer) -> "CommandLine":
    (cli.folder / "crm.toml").write_text(
        '[notifications.email]\nhost = "127.0.0.1"\n'
        f'port = {smtp_server.port}\ntls = "none"\nsender = "crm@example.com"\n'
    )
    cli.run("person", "add", "ada", "--name", "Ada Lovelace", "--timezone", "Europe/Berlin")
    return cli


def _notify_ada(cli: "CommandLine") -> None:
    """Something that concerns her."""
    lead = cli.json("lead", "add", "Grace Hopper")["lead_number"]
    cli.run("lead", "assign", lead, "ada", "--reason", "She knows ships.")
    cli.run("relay", "run")


@pytest.mark.requirement("PLAN-023")
def test_the_inbox_says_what_and_why_until_it_is_read(mailing: "CommandLine") -> None:
    _notify_ada(mailing)

    assert mailing.output("inbox") == "Nothing unread.\n"
    shown = mailing.output("inbox", "--as", "ada")
    assert "New lead LEAD-2" in shown
    assert "Why: " in shown
    [message] = mailing.json("inbox", "--as", "ada")
    assert message["message"]["reason"]
    assert mailing.output("inbox", "count", "--as", "ada") == "1 message unread.\n"

    assert mailing.output("inbox", "read", message["id"], "--as", "ada") == "1 message read.\n"
    assert mailing.json("inbox", "count", "--as", "ada") == {"unread": 0}
    assert len(mailing.json("inbox", "--all", "--as", "ada")) == 1
    assert mailing.refusal("inbox", "read", "--as", "ada", exit_code=2) == (
        "ID: it is not clear which messages; name some, or say --all"
    )


def test_what_somebody_wishes_is_shown_as_their_own(mailing: "CommandLine") -> None:
    options = ("--quiet-hours", "22:00-07:00", "--digest", "daily", "--digest-hour", "18", "--info", "none")
    mailing.run("notification", "set", "--for", "ada", *options)

    shown = " ".join(mailing.output("notification", "preferences", "--for", "ada").split())
    for words in (
        "Info inbox (own)",
        "Quiet hours 22:00-07:00 (own)",
        "daily, at 18:00 (own)",
        "20 an hour and channel",
    ):
        assert words in shown
    preferences = mailing.json("notification", "set", "--for", "ada", "--quiet-hours", "none", "--info", "default")
    assert (preferences["quiet_hours"], preferences["own"]) == (None, ["digest", "digest_hour", "quiet_hours"])
    assert preferences["channels"]["info"] == ["*"]


def test_what_cannot_be_wished_for_is_refused_with_the_remedy(mailing: "CommandLine") -> None:
    refused = {
        ("--digest", "weekly"): "digest: it is not one of those there are; use 'none', 'hourly' or 'daily'",
        ("--info", "pigeon"): "channel: pigeon is not set up; name one of: email",
        ("--quiet-hours", "late"): "write them like 22:00-07:00",
        (): "preferences: nothing is said; name an option",
    }
    for words, problem in refused.items():
        assert problem in mailing.refusal("notification", "set", *words, exit_code=2)


def test_a_mail_reaches_the_address_that_was_added_and_says_why(
    mailing: "CommandLine", smtp_server: SmtpServer
) -> None:
    problem = mailing.refusal("notification", "address", "add", "email", "nonsense", "--for", "ada", exit_code=2)
    assert problem.startswith("address: ")
    address = mailing.json("notification", "address", "add", "email", "ada@example.com", "--for", "ada")
    _notify_ada(mailing)
    mailing.run("relay", "run")

    [mail] = smtp_server.wait_for(1)
    text = mail.message.get_body(("plain",))
    assert text is not None
    assert "by email, because news go wherever you have an address" in " ".join(text.get_content().split())
    [report] = mailing.json("notification", "report")
    assert (report["channel"], report["delivered"], report["dead"]) == ("email", 1, 0)
    assert "ada@example.com" in mailing.output("notification", "address", "list", "--for", "ada")
    assert "taken" in mailing.output("notification", "test", "--for", "ada")
    smtp_server.wait_for(2)
    mailing.run("notification", "address", "remove", address["id"])
    assert mailing.output("notification", "address", "list", "--for", "ada") == "None yet.\n"


def test_what_did_not_arrive_is_reported_explained_and_put_back(
    mailing: "CommandLine", smtp_server: SmtpServer
) -> None:
    mailing.run("notification", "address", "add", "email", "ada@example.com", "--for", "ada")
    smtp_server.answers["RCPT"] = "550 5.1.1 no such mailbox"
    _notify_ada(mailing)
    mailing.run("relay", "run")

    [dead] = mailing.json("notification", "dead", "email")
    assert "no such mailbox" in dead["last_error"]
    assert "body" not in dead
    assert [message["body"] for message in mailing.json("relay", "dead")] == [""], "it holds the address"
    assert "no such mailbox" in " ".join(mailing.output("notification", "address", "list", "--for", "ada").split())
    assert "1 address nothing is sent to any more" in " ".join(mailing.run("doctor", exit_code=1).output.split())
    smtp_server.answers.clear()
    mailing.run("notification", "address", "add", "email", "ada@example.com", "--for", "ada")

    assert mailing.output("notification", "retry", "email") == "1 delivery put back.\n"
    mailing.run("relay", "run")
    smtp_server.wait_for(1)
    assert mailing.output("notification", "dead", "email") == "Nothing is dead.\n"


def test_a_trial_that_fails_says_so_and_ends_as_failed(mailing: "CommandLine", smtp_server: SmtpServer) -> None:
    mailing.run("notification", "address", "add", "email", "ada@example.com", "--for", "ada")
    smtp_server.answers["MAIL"] = "451 4.3.0 later"

    [trial] = mailing.json("notification", "test", "--for", "ada", exit_code=1)

    assert (trial["channel"], trial["address"]) == ("email", "ada@example.com")
    assert "later" in trial["problem"]


def test_a_secret_in_an_address_can_be_read_in_and_is_not_shown(cli: "CommandLine") -> None:
    (cli.folder / "crm.toml").write_text('[notifications.apprise]\nschemas = ["json"]\n')
    words = ("notification", "address", "add", "apprise", "-")
    added = CliRunner().invoke(app, words, input="json://ada:secret@127.0.0.1/hook\n")
    listed = cli.run("notification", "address", "list", "--json")

    assert "json://..." in added.stdout
    assert "secret" not in added.output + listed.output
