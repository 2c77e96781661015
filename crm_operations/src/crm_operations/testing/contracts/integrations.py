"""What an Integration promises."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, JsonValue

from crm_core.errors import Invalid, Unavailable
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, expect, expect_refusal
from crm_operations.providers import INTEGRATION_CONTRACT, Integration, IntegrationContext, Receipt
from crm_operations.testing.contracts.suite import PartnerContract

WORD = "Analytical-Engine-No-1"
"""What the other side is to be told of, however it is told."""


@pytest.mark.requirement("FR-EXT-001", "PLUG-001")
class IntegrationContract(PartnerContract, ABC):
    """A subclass overrides ``integration``, ``config``, ``seen_outside`` and ``take_outside_away``."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"integration": Integration}

    @pytest.fixture
    def integration(self) -> Integration:
        """The integration under test."""
        raise NotImplementedError("override the fixture `integration` and return your Integration")

    @pytest.fixture
    def config(self, tenant: str) -> Mapping[str, JsonValue]:
        """A configuration that works, for the tenant of the test."""
        raise NotImplementedError("override the fixture `config` and return one that works")

    @abstractmethod
    def seen_outside(self) -> Sequence[str]:
        """Each call the other system got so far, as text."""

    @abstractmethod
    def take_outside_away(self) -> None:
        """Makes the other system unreachable from now on."""

    def test_it_says_what_it_is(self, integration: Integration) -> None:
        expect(integration.name == integration.name.strip() != "", True, asked="whether it has a name")
        expect(integration.contract, INTEGRATION_CONTRACT, asked="the version of the contract it was written for")
        expect(issubclass(integration.config, BaseModel), True, asked="whether config is a pydantic model")

    def test_a_good_config_is_good_and_nobody_is_asked(
        self, integration: Integration, config: Mapping[str, JsonValue]
    ) -> None:
        integration.check(config)
        expect(list(self.seen_outside()), [], asked="what the outside saw of a check")

    def test_a_config_it_does_not_know_is_refused(
        self, integration: Integration, config: Mapping[str, JsonValue]
    ) -> None:
        with expect_refusal(Invalid, asked="check of an empty config"):
            integration.check({})
        with expect_refusal(Invalid, asked="check of a config with a field too many"):
            integration.check({**config, "no_such_field": "x"})

    def test_execute_tells_the_outside_and_gives_a_receipt(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        receipt = integration.execute(a_context(tenant, config))

        expect(receipt.reference != "", True, asked="whether the receipt has a reference")
        [seen] = self.seen_outside()
        expect(WORD in seen, True, asked=f"whether the outside was told of {WORD}")

    @pytest.mark.requirement("REL-002")
    def test_executed_again_it_gives_the_same_receipt(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        first = integration.execute(a_context(tenant, config))
        again = integration.execute(a_context(tenant, config, attempt=2))

        expect(again, first, asked="the receipt of the second attempt")

    def test_compensate_tells_the_outside(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        context = a_context(tenant, config)
        receipt = integration.execute(context)
        stored = Receipt.model_validate_json(receipt.model_dump_json())

        integration.compensate(context, stored)

        expect(len(self.seen_outside()), 2, asked="how often the outside was told")

    @pytest.mark.requirement("REL-002")
    def test_an_outside_that_does_not_answer_is_told_as_unavailable(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        context = a_context(tenant, config)
        receipt = integration.execute(context)
        self.take_outside_away()

        with expect_refusal(Unavailable, asked="execute with nobody there"):
            integration.execute(context)
        with expect_refusal(Unavailable, asked="compensate with nobody there"):
            integration.compensate(context, receipt)


def a_context(tenant: str, config: Mapping[str, JsonValue], attempt: int = 1) -> IntegrationContext:
    return IntegrationContext(
        tenant_id=tenant,
        run_id="0192aaaa-0000-7000-8000-000000000001",
        attempt=attempt,
        at=START,
        subject=EntityRef(kind=EntityKind.LEAD, id="lead"),
        config=config,
        data={"title": WORD, "body": f"It is about {WORD}."},
    )
