"""Output of a history, change by change, and of decisions, reason by reason."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.screen import NOTHING, amount, bullets, moment, percent, plain, shown, table, words
from crm_core.leads import Grade
from crm_operations.approvals import DEAL_APPROVAL
from crm_operations.audit import Replay
from crm_operations.lead_management import SCORE
from crm_operations.lead_routing import ROUTING
from crm_operations.records import Decision, HistoryEntry

_UNREMARKABLE = frozenset({"id", "tenant_id", "created_at", "reopened_count"})
"""What the table leaves out of the first entry; JSON has it."""

_SHOWN_BY_MOMENT = frozenset({"status_entered_at", "stage_entered_at"})

_WHOLE = frozenset({"probability"})
"""What has parts, but is read as one figure."""

_MINOR = "_minor"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", re.ASCII)


def history_table(entries: Sequence[HistoryEntry], zone: ZoneInfo) -> Table:
    grid = table("When", "Who", "Field", "Before → after", whole=("When", "Field"))
    reader = _Reader(zone)
    for entry in entries:
        who: tuple[str, str] = (moment(entry.at, zone), plain(entry.user_id))
        for field, change in reader.changes_of(entry):
            grid.add_row(*who, field, change)
            who = ("", "")  # on the first line of an entry only
        if entry.batch_id is not None and entry.recorded_at is not None:
            grid.add_row(*who, "imported", f"{moment(entry.recorded_at, zone)}, batch {plain(entry.batch_id)}")
        grid.add_section()
    return grid


def decisions_sheet(decisions: Sequence[Decision], zone: ZoneInfo, replays: Sequence[Replay] = ()) -> RenderableType:
    """With ``replays``, one for each decision, also what came of judging it again."""
    parts: list[RenderableType] = []
    for decision, replay in zip_longest(decisions, replays):
        name = _NAMES.get(decision.kind) or words(decision.kind).capitalize()
        when = f"  {moment(decision.at, zone)} by {plain(decision.user_id)}"
        parts += ["", Text.assemble((name, "bold"), f": {_verdict(decision)}", (when, "dim"))]
        parts += [bullets(decision.reasons), Text(f"   policy: {plain(decision.policy_version)}", style="dim")]
        if replay is not None:
            outcome, *differences = map(plain, replay.explain())
            parts.append(Text(f"   judged again: {outcome}", style="green" if replay.is_same else "yellow"))
            parts += [Text(f"     {each}") for each in differences]
    return Group(*parts[1:])


class _Reader:
    """Reads entries oldest first, and so knows the currency their amounts are in."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._currency: str | None = None

    def changes_of(self, entry: HistoryEntry) -> Iterable[tuple[str, str]]:
        fields = entry.fields
        before, self._currency = self._currency, fields.get("currency_code", (None, self._currency))[1]
        for field, (old, new) in fields.items():
            after = self._text_of(field, new, self._currency)
            if field in _SHOWN_BY_MOMENT or (old is None and (field in _UNREMARKABLE or after == NOTHING)):
                continue
            if field not in _WHOLE and isinstance(old, dict) and isinstance(new, dict):
                yield words(field), _parts_changed(old, new)
            else:
                change = after if old is None else f"{self._text_of(field, old, before)} → {after}"
                yield words(field.removesuffix(_MINOR)), change

    def _text_of(self, field: str, value: Any, currency: str | None) -> str:
        if field.endswith(_MINOR) and isinstance(value, int) and currency:
            return amount(value, currency)
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return moment(datetime.fromisoformat(value), self._zone)
        if field in _WHOLE and isinstance(value, dict):
            return percent(value["basis_points"] / 10_000)
        if isinstance(value, dict):
            return ", ".join(f"{words(name)} {shown(each)}" for name, each in value.items() if each) or NOTHING
        return shown(value)


def _parts_changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return ", ".join(f"{words(name)} {shown(old.get(name))} → {shown(new.get(name))}" for name in names)


def _verdict(decision: Decision) -> str:
    """In a few words, as each kind of decision keeps it."""
    verdict = json.loads(decision.verdict)
    if decision.kind == SCORE.kind and "score" in verdict:
        total = verdict["score"]["total"]
        return f"{total}, grade {Grade.of(total)}"
    if decision.kind == ROUTING.kind:
        return f"{words(verdict.get('outcome', 'given to'))} {plain(verdict.get('user_id') or verdict.get('queue'))}"
    if decision.kind == DEAL_APPROVAL.kind:
        return f"needs a {words(verdict['level'])}" if verdict.get("level") else "needs nobody"
    if "allowed" in verdict:
        return "passed over" if verdict.get("passed_over") else "allowed" if verdict["allowed"] else "refused"
    return words(verdict.get("verdict") or verdict.get("outcome") or verdict.get("state") or NOTHING)


_NAMES = {"sla": "Service level"}
"""Kinds of decisions that people call otherwise."""
