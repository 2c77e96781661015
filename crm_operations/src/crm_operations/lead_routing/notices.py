"""Messages about routing: one for each person and commit, however many leads they got."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from crm_core.actor import Role
from crm_core.leads import Lead
from crm_operations.lead_routing.reasons import named
from crm_operations.providers import Message, Notice, Urgency


class _News(NamedTuple):
    lead: Lead
    reason: str


class Notices:
    def __init__(self, tenant_id: str) -> None:
        self._tenant_id = tenant_id
        self._assigned: dict[str, list[_News]] = {}
        self._waiting: dict[str, list[_News]] = {}

    def assigned(self, lead: Lead, user_id: str, because: str) -> None:
        self._assigned.setdefault(user_id, []).append(_News(lead, because))

    def waits(self, lead: Lead, queue: str, reasons: tuple[str, ...]) -> None:
        self._waiting.setdefault(queue, []).append(_News(lead, "; ".join(reasons)))

    def all(self, unheard: Collection[str]) -> Iterator[Notice]:
        """Messages to those who got leads, and to managers about leads that were not waiting before."""
        for user_id, news in self._assigned.items():
            title = f"New lead {news[0].lead.lead_number}" if len(news) == 1 else f"{len(news)} new leads"
            yield Notice(tenant_id=self._tenant_id, users=(user_id,), message=_message(title, news, Urgency.INFO))
        for queue, waiting in self._waiting.items():
            if news := [each for each in waiting if each.lead.id in unheard]:
                which = news[0].lead.lead_number if len(news) == 1 else f"{len(news)} leads"
                title = f"Nobody can take {which} now"[:200] + f" ({queue[:40]})"
                message = _message(title, news, Urgency.REMINDER)
                yield Notice(tenant_id=self._tenant_id, role=Role.MANAGER, message=message)


def _message(title: str, news: list[_News], urgency: Urgency) -> Message:
    reasons = list(dict.fromkeys(each.reason for each in news))
    return Message(
        title=title,
        body=named([f"{each.lead.lead_number} {each.lead.company or each.lead.name}" for each in news]),
        about=news[0].lead.ref if len(news) == 1 else None,
        reason="; ".join(reasons[:3]),
        urgency=urgency,
    )
