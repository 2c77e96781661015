"""The coordinator of forecasts: shown, submitted, adjusted, withdrawn."""

from collections.abc import Mapping

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalPeriod
from crm_core.forecasts import (
    ForecastOrigin,
    ForecastSubmission,
    ForecastSubmissionFilter,
    SubmitForecast,
    is_above,
)
from crm_core.identity import NewId
from crm_core.stores import Listed, find_all
from crm_core.vocabulary import PAGE_LENGTH, Id, UserId
from crm_operations.forecasting.answers import Forecast, ForecastQuery
from crm_operations.forecasting.refusals import NotYoursToForecast
from crm_operations.forecasting.rollup import forecast_of, managers_of, period_of
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, active_person
from crm_operations.records import EntityRecords, Records, repeats_lost_races
from crm_operations.settings import SettingsFor


class ForecastCoordinator:
    """What periods come to: computed, submitted by people, adjusted by those above them; no deal is ever changed.

    Each method raises NotPermitted; those that name a submission raise ForecastSubmissionNotFound.
    """

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._submissions = EntityRecords(records, settings_for, clock, new_id, lambda work: work.forecast_submissions)

    @reads(Permission.FORECAST_READ)
    def show(self, actor: Actor, query: ForecastQuery) -> Forecast:
        """Show what a period comes to: closed, open, and what people commit to, along the chain of managers.

        Raises Invalid for an unknown period, PersonNotFound, Unavailable.
        """
        settings = self._settings_for(actor.tenant_id)
        period = period_of(settings, query.period, self._clock.now())
        people = self._people.members(actor.tenant_id)
        with self._records.reading(actor) as work:
            return forecast_of(work, people, period, query.currency or settings.currency, query.user)

    @reads(Permission.FORECAST_READ)
    def get(self, actor: Actor, forecast_submission_id: Id) -> ForecastSubmission:
        """Show one submission or adjustment."""
        return self._submissions.get(actor, forecast_submission_id)

    @reads(Permission.FORECAST_READ)
    def list(self, actor: Actor, filters: ForecastSubmissionFilter) -> Listed[ForecastSubmission]:
        """List submissions and adjustments, replaced ones too, in the order they were made."""
        return self._submissions.find(actor, filters)

    @acts(Permission.FORECAST_SUBMIT, by_person_only=True)
    def submit(self, actor: Actor, request: SubmitForecast) -> ForecastSubmission:
        """Submit what you expect of a period, with everybody below you, in place of what you submitted before.

        The same again is no second one. Raises Invalid for an unknown period, and for one that is over.
        """
        period = self._open_period(actor, request.period)
        return self._entered(actor, request, actor.user_id, period, ForecastOrigin.SUBMISSION)

    @acts(Permission.FORECAST_ADJUST, further=(Permission.FORECAST_ADJUST_ANY,), by_person_only=True)
    def adjust(self, actor: Actor, user_id: UserId, request: SubmitForecast) -> ForecastSubmission:
        """Put a figure in place of what somebody below you submits; it stays until it is withdrawn.

        Raises PersonNotFound, AssigneeLeft, NotYoursToForecast, Invalid, Unavailable.
        """
        if user_id == actor.user_id:
            raise Invalid.field("user_id", "it is you", "submit your own forecast with `crm forecast submit`")
        active_person(self._people, actor.tenant_id, user_id)
        self._require_above(actor, user_id)
        period = self._open_period(actor, request.period)
        return self._entered(actor, request, user_id, period, ForecastOrigin.ADJUSTMENT)

    @acts(
        Permission.FORECAST_SUBMIT,
        further=(Permission.FORECAST_ADJUST, Permission.FORECAST_ADJUST_ANY),
        by_person_only=True,
    )
    def withdraw(self, actor: Actor, forecast_submission_id: Id) -> ForecastSubmission:
        """Take back your submission, or an adjustment; what is beneath it counts again.

        Raises ForecastSubmissionOver, NotYoursToForecast, Unavailable.
        """
        submission = self.get(actor, forecast_submission_id)
        if submission.origin is ForecastOrigin.ADJUSTMENT:
            actor.require(Permission.FORECAST_ADJUST)
            if submission.entered_by != actor.user_id:
                self._require_above(actor, submission.user_id)
        elif submission.user_id != actor.user_id:
            raise NotYoursToForecast.because_it_is_anothers(actor.user_id, submission.user_id)
        return self._submissions.change(actor, submission.id, lambda each, at: each.withdraw(at=at))

    @repeats_lost_races
    def _entered(
        self, actor: Actor, request: SubmitForecast, user_id: str, period: FiscalPeriod, origin: ForecastOrigin
    ) -> ForecastSubmission:
        at = self._clock.now()
        of_period = ForecastSubmissionFilter(user_id=user_id, period=period.id, limit=PAGE_LENGTH)
        key = (request.category, origin, request.amount.currency)
        with self._records.writing(actor) as work:
            revisions = list(find_all(work.forecast_submissions, of_period))
            for former in (each for each in revisions if each.counts):
                if (former.category, former.origin, former.currency_code) != key:
                    continue
                if (former.amount_minor, former.note) == (request.amount.minor, request.note):
                    return former
                work.forecast_submissions.save(former.replace(at=at))
            submission, event = ForecastSubmission.make(
                request,
                entity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                at=at,
                user_id=user_id,
                period=period.id,
                origin=origin,
                entered_by=actor.user_id,
                revision=max((each.revision for each in revisions), default=0) + 1,
            )
            work.outbox.announce(event)
            return work.forecast_submissions.add(submission)

    def _open_period(self, actor: Actor, period_id: str | None) -> FiscalPeriod:
        now, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        period = period_of(settings, period_id, now)
        if period.end < local_date(now, settings.zone):
            raise Invalid.field("period", f"{period.id} is over", "name one that is under way or ahead")
        return period

    def _require_above(self, actor: Actor, user_id: str) -> None:
        if actor.may(Permission.FORECAST_ADJUST_ANY):
            return
        managers: Mapping[str, str | None] = managers_of(self._people.members(actor.tenant_id))
        if not is_above(managers, actor.user_id, user_id):
            raise NotYoursToForecast.because_they_are_not_below(actor.user_id, user_id)
