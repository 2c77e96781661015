"""An update, and the roles or the person it is for."""

from typing import Annotated

from pydantic import Field, StringConstraints

from crm_core.actor import Actor
from crm_core.identity import EntityKind
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, ForeignId, OneLine, Total, UserId, written

_WORD = "[a-z0-9_]+"
Topic = Annotated[
    str,
    Field(max_length=100),
    written(rf"{_WORD}(\.{_WORD})*", "it is no topic", "write it like lead.converted"),
]
"""What an update is about, such as ``lead.converted``."""
DeliveryId = Annotated[str, StringConstraints(min_length=1, max_length=180), OneLine]
"""Stays the same over repetitions; the ids of several recipients are derived from it."""
TopicPattern = Annotated[
    str,
    Field(max_length=100),
    written(rf"\*|{_WORD}(\.{_WORD})*(\.\*)?", "it names no topics", "write it like lead.converted, lead.* or *"),
]
"""A topic, ``lead.*`` for every one that begins like this, or ``*`` for all."""


class NewUpdate(Value):
    """A live update before it has a sequence in the feed."""

    topic: Topic
    at: Utc
    body: AnyText
    """JSON, sent on as it is."""
    user_id: UserId | None = None
    """The only recipient; None for the whole tenant."""
    delivery_id: ForeignId
    """A repetition under the same id is in the feed once."""


class LiveUpdate(Value):
    """``sequence`` counts from 1 without a gap in each tenant, in the order of commits."""

    sequence: Total
    topic: Topic
    at: Utc
    body: AnyText
    user_id: AnyText | None = None


class Subscription(Value):
    """The subscriber of a connection, and the topics subscribed to."""

    actor: Actor
    topics: tuple[TopicPattern, ...] = ("*",)

    def wants(self, topic: str, user_id: str | None) -> bool:
        """A personal update is for one person only; others for those who may read the kind their topic begins with."""
        if not any(_matches(pattern, topic) for pattern in self.topics):
            return False
        if user_id is not None:
            return user_id == self.actor.user_id
        kind = EntityKind.of_topic(topic)
        return kind is not None and self.actor.may(kind.read_permission)


def _matches(pattern: str, topic: str) -> bool:
    if pattern == "*":
        return True
    return topic.startswith(pattern[:-1]) if pattern.endswith(".*") else topic == pattern
