"""``crm doctor``: what a person reads, what a monitor reads, and when it fails."""

from typing import Any

import pytest


def test_a_database_in_use_is_well(cli: Any) -> None:
    cli.deal()
    cli.run("relay", "run")

    output = cli.output("doctor", "--thorough")
    data = cli.json("doctor", "--thorough")

    assert "every chain holds" in output
    assert "failed processes" in output
    assert (data["state"], {result["state"] for result in data["results"]}) == ("ok", {"ok"})
    history = next(result for result in data["results"] if result["check"] == "history")
    assert history["figures"]["flaws"] == 0
    assert history["figures"]["entries"] > 5


def test_what_failed_ends_with_exit_code_1_and_says_what_to_do(cli: Any) -> None:
    cli.qualified_lead()
    cli.tamper("UPDATE crm_history SET user_id = 'eve' WHERE sequence = 1 AND entity_kind = 'lead'")

    result = cli.run("doctor", exit_code=1)
    data = cli.json("doctor", exit_code=1)

    assert "crm history verify" in result.stdout
    assert "Traceback" not in result.output
    assert data["state"] == "failed"
    assert [each["check"] for each in data["results"] if each["state"] == "failed"] == ["history"]


def test_a_digest_shows_a_tail_that_was_cut_and_verify_what_was_changed(cli: Any) -> None:
    cli.deal()
    file = cli.database.parent / "kept.digest"
    digest = cli.json("history", "digest", "--out", str(file))

    assert file.read_text().splitlines()[-1] == f'{{"chains":{digest["chains"]},"root":"{digest["root"]}"}}'
    assert cli.json("history", "verify", "--against", str(file))["holds"] is True
    assert "name what" in cli.run("history", "verify", "--against", "nowhere", exit_code=2).output

    cli.tamper("UPDATE crm_leads SET assigned_to = 'eve'")
    cli.tamper("DELETE FROM crm_history WHERE entity_kind = 'opportunity'")
    output = cli.run("history", "verify", "--against", str(file), exit_code=1).output
    assert "assigned_to of the entity: not what its history says" in output
    assert "it is in the digest, and gone" in output


def test_a_warning_alone_ends_with_exit_code_0(cli: Any) -> None:
    cli.qualified_lead()

    result = cli.run("doctor", "--json", environment={"CRM_DOCTOR__WAITING_WARNING_SECONDS": "0"})

    assert '"state": "warning"' in result.stdout


def test_without_a_database_it_says_how_to_make_one_and_makes_none(bare_cli: Any) -> None:
    data = bare_cli.json("doctor", exit_code=1)

    failed = [result for result in data["results"] if result["state"] == "failed"]
    assert [(result["check"], result["remedy"]) for result in failed] == [("database", "run `crm init`")]
    assert not bare_cli.database.exists()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CRM_DOCTOR__HISTORY_SAMPLE", "0", "setting doctor.history_sample"),
        ("CRM_BROKER_URL", "http://elsewhere", "setting broker.url"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_finding(bare_cli: Any, name: str, value: str, message: str) -> None:
    (result,) = bare_cli.json("doctor", exit_code=1, environment={name: value})["results"]

    assert (result["check"], result["state"]) == ("settings", "failed")
    assert message in result["found"]


def test_it_is_not_for_everybody(cli: Any) -> None:
    assert "rita may not manage processes" in cli.refusal("doctor", "--as", "rita", "--role", "rep")
