"""Messages to Slack by an incoming webhook: the address is its URL, and whoever knows it can write there."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from crm_adapters.notifiers.channels.channel import Delivery
from crm_adapters.notifiers.channels.http_post import HttpPost
from crm_adapters.notifiers.channels.webhook_settings import SlackSettings
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.providers import Message

SLACK = "slack"
_GONE = frozenset({404, 410})
"""no_service, channel_is_archived, and what else Slack says of an address that will never work again."""
_LONGEST_TEXT = 3_000
_MOST_BLOCKS = 50
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class SlackChannel:
    """A Channel. Slack drops no repetition: a message whose answer was lost appears twice, with one ``block_id``."""

    name = SLACK

    def __init__(self, settings: SlackSettings, clock: Clock) -> None:
        self._http_post = HttpPost(settings, clock)
        self._base_url = settings.base_url.rstrip("/") + "/"

    def check(self, address: str) -> None:
        if not address.startswith(self._base_url):
            remedy = f"copy the URL of an incoming webhook, which begins with {self._base_url}"
            raise Invalid.field("address", "it is no incoming webhook of Slack", remedy)
        self._http_post.check("address", address)

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:  # noqa: ARG002
        self.check(delivery.address)
        content = json.dumps(_shown(delivery, delivery_id), ensure_ascii=False).encode()
        self._http_post.post(
            SLACK, delivery.address, content, {"content-type": "application/json; charset=utf-8"}, _GONE
        )


def _shown(delivery: Delivery, delivery_id: str) -> Mapping[str, Any]:
    """``text`` is what a notification on a telephone shows, and readers of blocks do not see."""
    due = ""
    if delivery.due is not None:
        due = f"\nDue {delivery.due.astimezone(ZoneInfo(delivery.timezone)):%Y-%m-%d %H:%M} ({delivery.timezone})"
    shown = [_section(message, due) for message in delivery.messages[: _MOST_BLOCKS - 1]]
    more = len(delivery.messages) - len(shown)
    why = " ".join(message.reason for message in delivery.messages[:1]) if len(delivery.messages) == 1 else ""
    tail = " ".join(part for part in (f"And {more} more." if more else "", why, delivery.why) if part)
    context = {
        "type": "context",
        "block_id": delivery_id,
        "elements": [{"type": "mrkdwn", "text": _cut(_escaped(tail))}],
    }
    titles = "; ".join(message.title for message in delivery.messages)
    return {"text": _cut(_escaped(titles)), "blocks": [*shown, context]}


def _section(message: Message, due: str) -> Mapping[str, Any]:
    # Asterisks of a title would end the bold.
    title = _escaped(message.title).replace("*", "\u2217")
    text = f"*{title}*\n{_escaped(message.body)}{due}"
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text), "verbatim": True}}


def _escaped(text: str) -> str:
    """The text escaped, so that a name never becomes a link or a mention of a whole channel."""
    return "".join(_ESCAPED.get(character, character) for character in text)


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_TEXT:
        return text
    begun = text[: _LONGEST_TEXT - 1]
    # Half an escape sequence would be shown literally.
    ampersand = begun.rfind("&")
    return (begun[:ampersand] if ampersand >= 0 and ";" not in begun[ampersand:] else begun) + "…"
