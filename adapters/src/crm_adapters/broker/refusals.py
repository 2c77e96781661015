"""Why an event did not reach the broker."""

from typing import Self

from crm_core.errors import Invalid, Unavailable


class BrokerUnavailable(Unavailable):
    """Trying again may help; the broker may even have the event, and then sees its id twice."""

    @classmethod
    def because_it_failed(cls, cause: BaseException) -> Self:
        return cls("the broker did not take it: {cause}", {"cause": f"{type(cause).__name__} {cause}".strip()})

    @classmethod
    def because_no_stream_listens(cls, subject: str) -> Self:
        return cls(
            "no stream of the broker listens to {subject}; add the subject to the stream's, or remove the stream to "
            "have it made anew",
            {"subject": subject},
        )


class EventRefused(Invalid):
    """Trying again would not help."""

    @classmethod
    def because_it_is_too_large(cls, size: int, largest: int) -> Self:
        return cls(
            "the event has {size} bytes, the broker takes {largest}; let it take more, then retry the message",
            {"size": size, "largest": largest},
        )

    @classmethod
    def because_subject_is_too_long(cls, subject: str, longest: int) -> Self:
        return cls(
            "the subject {subject} is longer than the {longest} bytes a routing key may have; shorten the tenant's id "
            "or the prefix",
            {"subject": subject, "longest": longest},
        )

    @classmethod
    def because_no_queue_takes_it(cls, subject: str) -> Self:
        return cls(
            "no queue is bound to {subject}; bind one and retry the message, or let such events go with "
            "mandatory = false below [broker]",
            {"subject": subject},
        )

    @classmethod
    def because_broker_says_no(cls, cause: Exception) -> Self:
        return cls("the broker refuses it: {cause}", {"cause": str(cause)})
