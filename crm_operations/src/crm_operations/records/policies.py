"""Policies: stored whole under their digest, once per tenant however many decisions refer to one."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter

from crm_core.values import Value
from crm_operations.records.chain import canonical

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


class StoredPolicy(NamedTuple):
    """``content`` is canonical JSON, ``digest`` its SHA-256 in hexadecimal."""

    digest: str
    content: str


def stored_policy(policy: Value) -> StoredPolicy:
    """The policy with its digest; cached for the last object, since many decisions in a row use the same one."""
    return _stored(_Same(policy))


def policy_digest(content: str) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()


class _Same:
    """A cache key by identity that holds its object, since a policy need not be hashable."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


@lru_cache(maxsize=64)
def _stored(policy: _Same) -> StoredPolicy:
    content = canonical(_ordered(policy.value))
    return StoredPolicy(policy_digest(content), content)


def _ordered(value: Any) -> Any:
    """As JSON; a set, which has no order of its own, is sorted."""
    if isinstance(value, BaseModel):
        return {name: _ordered(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {str(key): _ordered(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(_ordered, value), key=lambda each: canonical({"": each}))
    if isinstance(value, list | tuple):
        return list(map(_ordered, value))
    return _ANY.dump_python(value, mode="json")
