"""One process of a crowd: many threads do the same at once, each with a word, and say what they were told."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import Barrier
from typing import Any

import structlog
from client import Address
from dbos import DBOSConfig
from partner_crm import open_crm_with_partners
from sqlalchemy import URL
from tenacity import Retrying, retry_if_exception_type, stop_after_delay

from crm_adapters.durable import configuration
from crm_adapters.storage.kernel import engines
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_core.actor import Actor
from crm_core.errors import Unavailable
from crm_core.leads import CreateLead
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import RouteLead, RoutingOutcome

CONNECTIONS = 6
"""Of each kind in a process: a PostgreSQL gives out a hundred, to everybody on this machine."""
Operation = Callable[[Crm, Actor, str], Any]
"""What a thread does with the word it is given, and what it is told."""


def capture(crm: Crm, actor: Actor, name: str) -> str:
    return crm.leads.capture(actor, CreateLead(name=name)).lead.lead_number


def route(crm: Crm, actor: Actor, lead_id: str) -> Any:
    answer = crm.routing.route_lead(actor, RouteLead(lead_id=lead_id))
    return answer.to_dict()


def convert(crm: Crm, actor: Actor, lead_id: str) -> Any:
    command = ConvertLead(lead_id=lead_id, override_reason="many ask")
    return crm.conversion.convert_lead(actor, command).to_dict()


OPERATIONS: dict[str, Operation] = {"number": capture, "route": route, "convert": convert}


def take_part(
    others: "Connection[Any, Any]", operation: str, database_url: str, tenant_id: str, partners: Address, authkey: str
) -> None:
    """Says when it is ready, waits for the words, and goes off."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    _spare_connections()
    settings = CrmSettings.load(database_url=database_url, runner=RunnerKind.DURABLE)
    with open_crm_with_partners(database_url, partners, authkey, settings=settings) as crm:
        actor = administrator(tenant_id)
        crm.deals.pipelines(actor)
        others.send("ready")
        others.send(_at_once(OPERATIONS[operation], crm, actor, others.recv()))


def route_all(database_url: str, tenant_id: str, lead_ids: Sequence[str]) -> int:
    """One after another; how many somebody was given."""
    boss = administrator(tenant_id)
    with open_crm(database_url) as crm:
        answers = [crm.routing.route_lead(boss, RouteLead(lead_id=lead_id)) for lead_id in lead_ids]
    return sum(answer.outcome is RoutingOutcome.ASSIGNED for answer in answers)


def _at_once(operation: Operation, crm: Crm, actor: Actor, words: Sequence[str]) -> list[Any]:
    """One thread for each word; who is asked to come again in a moment does."""
    barrier = Barrier(len(words))

    def one(word: str) -> Any:
        barrier.wait()
        patiently = Retrying(retry=retry_if_exception_type(Unavailable), stop=stop_after_delay(60), reraise=True)
        return patiently(operation, crm, actor, word)

    with ThreadPoolExecutor(len(words)) as pool:
        return list(pool.map(one, words))


def _spare_connections() -> None:
    engines._POOL.update(pool_size=CONNECTIONS, max_overflow=0)
    configured = configuration.configuration_of

    def spared(url: URL, executor_id: str) -> DBOSConfig:
        return {**configured(url, executor_id), "sys_db_pool_size": CONNECTIONS}

    configuration.configuration_of = spared
