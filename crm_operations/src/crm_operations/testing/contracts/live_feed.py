"""What a LiveFeed promises."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from crm_core.testing import START, VirtualClock, at_once, expect, refusals
from crm_operations.live_updates import LiveFeed, LiveUpdate, NewUpdate
from crm_operations.testing.contracts.suite import PartnerContract

DAY = timedelta(days=1)


def an_update(name: str, user_id: str | None = None) -> NewUpdate:
    body = f'{{"name": "{name} 🦊"}}'
    return NewUpdate(topic="lead.created", at=START, body=body, user_id=user_id, delivery_id=f"d/{name}")


@pytest.mark.requirement("RTN-CRMOP-0148")
class LiveFeedContract(PartnerContract):
    """A subclass overrides ``feed``, which uses the ``clock``."""

    @pytest.fixture
    def clock(self) -> VirtualClock:
        return VirtualClock()

    @pytest.fixture
    def feed(self, clock: VirtualClock) -> LiveFeed:
        """The feed under test."""
        raise NotImplementedError("override the fixture `feed` and return your LiveFeed")

    def test_nothing_was_told_in_the_beginning(self, feed: LiveFeed, tenant: str) -> None:
        expect(feed.last(tenant), 0, asked="the last sequence of a new tenant")
        expect(list(feed.read(tenant, 0, 10)), [], asked="what a new tenant's feed has")

    def test_what_is_appended_is_read_in_order_as_it_was(self, feed: LiveFeed, tenant: str) -> None:
        feed.append(tenant, [an_update("a"), an_update("b", "ada")])
        feed.append(tenant, [])
        feed.append(tenant, [an_update("c")])

        expected = [
            LiveUpdate(sequence=1, topic="lead.created", at=START, body='{"name": "a 🦊"}'),
            LiveUpdate(sequence=2, topic="lead.created", at=START, body='{"name": "b 🦊"}', user_id="ada"),
            LiveUpdate(sequence=3, topic="lead.created", at=START, body='{"name": "c 🦊"}'),
        ]
        expect(list(feed.read(tenant, 0, 10)), expected, asked="everything")
        expect(list(feed.read(tenant, 1, 1)), expected[1:2], asked="the first after 1")
        expect(list(feed.read(tenant, 3, 10)), [], asked="what comes after the last")
        expect(feed.last(tenant), 3, asked="the last sequence")

    @pytest.mark.requirement("REL-002")
    def test_told_again_it_adds_nothing(self, feed: LiveFeed, tenant: str) -> None:
        feed.append(tenant, [an_update("a"), an_update("b")])
        feed.append(tenant, [an_update("b"), an_update("c"), an_update("c")])
        feed.append(tenant, [an_update("a")])

        expect(self._names(feed, tenant), ["a", "b", "c"], asked="what was told, some of it twice")
        expect(feed.last(tenant), 3, asked="the last sequence")

    def test_appended_from_many_sides_there_is_no_gap_and_no_double(self, feed: LiveFeed, tenant: str) -> None:
        outcomes = at_once([partial(feed.append, tenant, [an_update(f"{n}.{i}") for i in "ab"]) for n in range(10)])

        expect(refusals(outcomes), [], asked="refusals of ten that append at once")
        read = feed.read(tenant, 0, 100)
        expect([update.sequence for update in read], list(range(1, 21)), asked="the sequences of twenty updates")
        names = self._names(feed, tenant)
        expect(sorted(names), sorted(f"{n}.{i}" for n in range(10) for i in "ab"), asked="what was told")
        in_pairs = all(names.index(f"{n}.b") == names.index(f"{n}.a") + 1 for n in range(10))
        expect(in_pairs, True, asked="whether what was appended together stands together")

    @pytest.mark.requirement("REL-002")
    def test_told_ten_times_at_once_it_is_there_once(self, feed: LiveFeed, tenant: str) -> None:
        outcomes = at_once([lambda: feed.append(tenant, [an_update("a")])] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten who tell the same at once")
        expect(self._names(feed, tenant), ["a"], asked="what was told")

    def test_what_is_old_is_forgotten_and_its_numbers_stay_given(
        self, feed: LiveFeed, clock: VirtualClock, tenant: str
    ) -> None:
        feed.append(tenant, [an_update("a"), an_update("b")])
        clock.advance(DAY)
        feed.append(tenant, [an_update("c")])

        expect(feed.forget(tenant, START), 0, asked="forget before there was anything")
        expect(feed.forget(tenant, START + DAY), 2, asked="forget of the first day")
        expect(self._names(feed, tenant), ["c"], asked="what is kept")
        expect(feed.forget(tenant, START + 2 * DAY), 1, asked="forget of the rest")
        expect(feed.last(tenant), 3, asked="the last sequence when all is forgotten")
        feed.append(tenant, [an_update("d")])
        expect([update.sequence for update in feed.read(tenant, 0, 10)], [4], asked="the sequence of the next one")

    @pytest.mark.requirement("PLAN-029")
    def test_tenants_have_feeds_of_their_own(self, feed: LiveFeed, tenant: str, other_tenant: str) -> None:
        feed.append(tenant, [an_update("a")])
        feed.append(other_tenant, [an_update("a"), an_update("b")])

        expect(self._names(feed, tenant), ["a"], asked="what the one was told")
        expect(self._names(feed, other_tenant), ["a", "b"], asked="what the other was told")
        expect(feed.forget(other_tenant, START + DAY), 2, asked="forget of the other's")
        expect((feed.last(tenant), self._names(feed, tenant)), (1, ["a"]), asked="the one's, after that")

    def _names(self, feed: LiveFeed, tenant: str) -> Sequence[str]:
        return [update.body.removeprefix('{"name": "').removesuffix(' 🦊"}') for update in feed.read(tenant, 0, 1_000)]
