"""What both are told of a delegation."""

from typing import Literal

from crm_core.approvals import EVERYTHING, Delegation
from crm_core.clock import moment_in_words
from crm_operations.providers import Message, Notice

_TITLES = {
    "added": "{delegate} stands in for {delegator}",
    "extended": "{delegate} stands in for {delegator} up to another moment",
    "revoked": "{delegate} no longer stands in for {delegator}",
}


def notice_of(delegation: Delegation, what: Literal["added", "extended", "revoked"]) -> Notice:
    """To the delegator and to the delegate."""
    people = {"delegator": delegation.delegator, "delegate": delegation.delegate}
    scopes = "everything" if delegation.scopes == EVERYTHING else ", ".join(delegation.scopes)
    message = Message(
        title=_TITLES[what].format(**people),
        body=f"{scopes}, from {moment_in_words(delegation.starts_at)} up to {moment_in_words(delegation.ends_at)}",
        about=delegation.ref,
        reason=delegation.reason,
    )
    return Notice(tenant_id=delegation.tenant_id, users=(delegation.delegator, delegation.delegate), message=message)
