"""How a clock stands, registered so that what was decided about it can be judged again."""

from datetime import datetime

from crm_core.service_levels import SlaCase, SlaClock, SLAResult, SlaTerms, judged
from crm_operations.records import Rule, UnitOfWork

SLA = Rule("sla", SlaCase, SlaTerms, judged, version=1)


def record_verdict(work: UnitOfWork, clock: SlaClock, terms: SlaTerms, at: datetime) -> SLAResult:
    """Judges the clock as of this moment, and records it as a decision about its lead or deal."""
    case = clock.case(at)
    result = SLA.decide(case, terms)
    work.decisions.record(
        SLA,
        clock.subject,
        policy=terms,
        policy_version=terms.label,
        case=case,
        verdict=result,
        reasons=list(result.reasons),
        at=at,
    )
    return result
