"""What must hold on both sides of the wire once nothing is under way, each violation as a sentence."""

from collections.abc import Iterator

from event_invariants import doubled_or_lost_messages
from partner_invariants import wrong_customers, wrong_links, wrong_orders, wrong_quotations, wrong_won_opportunities
from partner_process import PartnerServer
from record_invariants import doubled_journeys, gaps_in_numbers, half_conversions
from snapshot import Snapshot

from crm_adapters.wiring import Crm, administrator

RULES = (
    wrong_customers,
    wrong_links,
    wrong_quotations,
    wrong_won_opportunities,
    wrong_orders,
    half_conversions,
    doubled_journeys,
    gaps_in_numbers,
    doubled_or_lost_messages,
)


def check(crm: Crm, partner_server: PartnerServer, tenant_id: str) -> list[str]:
    """What is wrong with the tenant; empty when every effect exists exactly once.

    Ask when every process that was begun came to its end: a customer just made by a conversion that goes on looks like
    a stray one. Messages are counted, so nothing may be pruned from the outbox before. The quotations and orders of a
    deal that was reopened are not judged.
    """
    seen = Snapshot.taken(tenant_id, crm.database, partner_server.database)
    return [*(wrong for rule in RULES for wrong in rule(seen)), *_flaws_of_history(crm, tenant_id)]


def _flaws_of_history(crm: Crm, tenant_id: str) -> Iterator[str]:
    for flaw in crm.audit.verify(administrator(tenant_id)).flaws:
        yield f"history of {flaw}"
