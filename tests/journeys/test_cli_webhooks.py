"""Webhooks and integrations on the command line: told, rotated, given up, replayed, taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from http_receiver import HttpReceiver, Reply
from standardwebhooks import Webhook

HARMFUL = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\u202e"} - {"\n"}


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.fixture
def outward(cli: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CRM_WEBHOOKS__ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CRM_LOG_LEVEL", "error")
    cli.run("init")
    return cli


@pytest.mark.requirement("SCL-001")
def test_an_application_is_told_and_can_tell_it_is_us(outward: Any, receiver: HttpReceiver) -> None:
    added = outward.json("webhook", "add", receiver.url(), "--topic", "lead.created")
    webhook, secret = added["webhook"]["id"], added["secret"]
    outward.run("lead", "add", "Grace Hopper")
    outward.run("relay", "run")
    Webhook(secret).verify(receiver.received[0].body, dict(receiver.received[0].headers))

    rotated = outward.json("webhook", "rotate", webhook)
    assert outward.output("webhook", "test", webhook).startswith("HTTP 204")
    ping = receiver.received[-1]
    for known in (secret, rotated["secret"]):
        Webhook(known).verify(ping.body, dict(ping.headers))

    [listed] = outward.json("webhook", "list")
    assert (listed["topics"], listed["state"]) == (["lead.created"], "active")
    assert all(secret not in outward.output("webhook", *words) for words in (["list"], ["show", webhook]))


def test_whatever_a_receiver_answers_commands_no_terminal(outward: Any, receiver: HttpReceiver) -> None:
    webhook = outward.json("webhook", "add", receiver.url(), "--topic", "lead.created")["webhook"]["id"]
    evil = "\x1b]0;owned\x07\x1b[2J[bold]bold[/bold]\u202e\x9b1m\0\r\nsecond line".encode()
    outward.run("lead", "add", "Grace Hopper")
    receiver.reply(Reply(200, {}, evil), Reply(200, {}, evil), Reply(400, {}, evil))

    shown = outward.output("webhook", "test", webhook)
    as_json = outward.run("webhook", "test", webhook, "--json").stdout
    outward.run("relay", "run")
    shown_later = outward.output("webhook", "show", webhook) + outward.output("relay", "dead")

    for text in (shown, as_json, shown_later):
        assert HARMFUL.isdisjoint(text)
    assert "[bold]bold[/bold]" in shown
    assert "second line" in shown


@pytest.mark.requirement("REL-002")
def test_what_was_given_up_is_seen_and_replayed(outward: Any, receiver: HttpReceiver) -> None:
    webhook = outward.json("webhook", "add", receiver.url(), "--topic", "lead.created")["webhook"]["id"]
    receiver.reply(Reply(400, {}, b"no such thing"))
    outward.run("lead", "add", "Grace Hopper")
    outward.run("relay", "run")

    [dead] = outward.json("webhook", "show", webhook, "--state", "dead")["deliveries"]
    assert dead["error"] == "webhook refused it: HTTP 400: no such thing"
    assert outward.json("webhook", "replay", webhook, dead["id"]) == {"replayed": 1}
    outward.run("relay", "run")
    assert outward.json("webhook", "replay", webhook, "--since", "2020-01-01") == {"replayed": 1}
    outward.run("relay", "run")
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 1
    assert len(receiver.received) == 3


def test_a_day_begins_in_the_morning_and_a_word_is_no_time(outward: Any, receiver: HttpReceiver) -> None:
    webhook = outward.json("webhook", "add", receiver.url(), "--topic", "lead.created")["webhook"]["id"]
    outward.run("lead", "add", "Grace Hopper")
    outward.run("relay", "run")

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    output = outward.refusal("webhook", "replay", webhook, "--since", "yesterday", exit_code=2)
    assert output.startswith("--since: 'yesterday' is not a date or time")
    assert outward.json("webhook", "replay", webhook, "--since", f" {today} ") == {"replayed": 1}


def test_an_application_that_moves_is_disabled_enabled_and_forgotten(outward: Any, receiver: HttpReceiver) -> None:
    webhook = outward.json("webhook", "add", receiver.url())["webhook"]["id"]
    assert outward.json("webhook", "disable", webhook, "--reason", "they move")["reason"] == "they move"
    assert outward.json("webhook", "enable", webhook)["state"] == "active"
    outward.run("webhook", "remove", webhook)
    assert outward.json("webhook", "list") == []
    assert outward.refusal("webhook", "show", webhook) == f"no webhook with id {webhook}"


def test_words_that_cannot_be_used_are_told_with_what_can(outward: Any, receiver: HttpReceiver) -> None:
    assert "lead.created" in outward.refusal("webhook", "add", receiver.url(), "--topic", "lead.born", exit_code=2)
    assert "allow_private" in outward.refusal("webhook", "add", "ftp://x.example", exit_code=2)
    assert "--config: it is no JSON" in outward.refusal("integration", "run", "webhook", "--config", "{", exit_code=2)
    assert "notifications.slack" in outward.refusal("integration", "run", "slack", "--config", "{}")
    assert "may not manage webhooks" in outward.refusal("webhook", "list", "--role", "manager")


@pytest.mark.requirement("PLUG-001")
def test_an_integration_is_run_and_taken_back(outward: Any, receiver: HttpReceiver) -> None:
    webhook = outward.json("webhook", "add", receiver.url())["webhook"]["id"]
    config = f'{{"webhook_id": "{webhook}", "type": "kettle.on"}}'
    asked = ("integration", "run", "webhook", "--config", config, "--data", '{"cups": 2}', "--id", "tea-1")
    assert outward.json(*asked)["state"] == outward.json(*asked)["state"] == "waiting"
    outward.run("relay", "run")
    assert outward.json("integration", "show", "tea-1")["state"] == "executed"

    assert outward.output("integration", "compensate", "tea-1").strip() == "tea-1 is compensating."
    outward.run("relay", "run")
    assert [run["state"] for run in outward.json("integration", "runs")] == ["compensated"]
    assert [b'"kettle.on"' in receiver.received[0].body, b'"compensation"' in receiver.received[1].body] == [True, True]
    known = {each["name"]: each["is_usable"] for each in outward.json("integration", "list")}
    assert known == {"email": False, "slack": False, "webhook": True}


@pytest.mark.requirement("PLUG-001")
def test_a_message_reaches_slack_where_it_is_set_up(outward: Any, receiver: HttpReceiver) -> None:
    slack = {"CRM_NOTIFICATIONS__SLACK__BASE_URL": receiver.url(""), "CRM_NOTIFICATIONS__SLACK__ALLOW_PRIVATE": "1"}
    config = f'{{"to": "{receiver.url("/services/T/B/x")}", "title": "Tea", "body": "It is ready."}}'
    outward.run("integration", "run", "slack", "--config", config, environment=slack)
    outward.run("relay", "run", environment=slack)

    assert [run["state"] for run in outward.json("integration", "runs", environment=slack)] == ["executed"]
    assert b"*Tea*" in receiver.received[0].body


def test_secrets_are_sealed_with_a_new_key_and_still_sign(
    outward: Any, receiver: HttpReceiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_ENCRYPTION__KEY_FILE", str(tmp_path / "keys" / "of-this-test"))
    secret = outward.json("webhook", "add", receiver.url(), "--topic", "lead.created")["secret"]

    rotated = outward.json("secret", "rotate")
    assert (rotated["sealed_anew"], rotated["remaining"]) == (1, 0)
    assert secret.encode() not in outward.database.read_bytes()
    assert outward.json("secret", "rotate")["key_id"] != rotated["key_id"]
    assert outward.run("secret", "rotate", "--role", "rep", exit_code=1).stderr.startswith("crm: ")

    outward.run("lead", "add", "Grace Hopper")
    outward.run("relay", "run")
    Webhook(secret).verify(receiver.received[0].body, dict(receiver.received[0].headers))
