"""Tryton's JSON-RPC interface with a session, the only one that detects changes by others meanwhile."""

from base64 import b64encode
from collections.abc import Mapping
from threading import Lock
from typing import Any

from crm_adapters.tryton.accounts import Account
from crm_adapters.tryton.answers import OK, UNAUTHORIZED, parsed, refusal, understanding
from crm_adapters.tryton.http_transport import HttpTransport
from crm_adapters.tryton.json_codec import written
from crm_adapters.tryton.refusals import (
    ChangedInTryton,
    TrytonForbids,
    TrytonMisused,
    TrytonRefused,
)


class Session:
    """Logs in at the first call, and again when the session has expired."""

    def __init__(self, transport: HttpTransport, account: Account) -> None:
        self._transport = transport
        self._account = account
        self._lock = Lock()
        self._session: str | None = None
        self._is_locked_out = False

    def call(self, method: str, *arguments: Any, context: Mapping[str, Any]) -> Any:
        """``model.party.party.write`` and the like. Raises ChangedInTryton, Forbidden, Refused and Unavailable."""
        session = self._session or self._logged_in()
        answer = self._sent(method, [*arguments, dict(context)], session)
        if answer is None:
            answer = self._sent(method, [*arguments, dict(context)], self._logged_in(instead_of=session))
        if answer is None:
            raise TrytonForbids.because_of_the_password(self._account.database)
        return self._answered(method, answer)

    def write_unless_changed(
        self, model: str, record: int, values: Mapping[str, Any], timestamp: str, context: Mapping[str, Any]
    ) -> None:
        """Writes only if the record is unchanged since that timestamp. Raises ChangedInTryton."""
        seen = {**context, "_timestamp": {f"{model},{record}": timestamp}}
        self.call(f"model.{model}.write", [record], values, context=seen)

    def _logged_in(self, instead_of: str | None = None) -> str:
        """A wrong password is not tried again, since Tryton blocks a thread of its server for each one."""
        database = self._account.database
        with self._lock:
            if self._session is not None and self._session != instead_of:
                return self._session
            if self._account.user is None or self._account.password is None:
                raise TrytonMisused.because_there_is_no_login(database)
            if self._is_locked_out:
                raise TrytonForbids.because_of_the_password(database)
            credentials = {"password": self._account.password.get_secret_value()}
            answer = self._sent("common.db.login", [self._account.user, credentials], None)
            if not isinstance(answer, dict) or not answer.get("result"):
                self._is_locked_out = True
                raise TrytonForbids.because_of_the_password(database)
            user, session = answer["result"][:2]
            self._session = b64encode(f"{self._account.user}:{user}:{session}".encode()).decode()
            return self._session

    def _sent(self, method: str, arguments: list[Any], session: str | None) -> dict[str, Any] | None:
        """The response, as JSON; None when the session has expired."""
        database = self._account.database
        headers = {"Content-Type": "application/json"}
        if session is not None:
            headers["Authorization"] = f"Session {session}"
        question = written({"id": 1, "method": method, "params": arguments})
        answer = self._transport.send(database, "POST", "rpc/", headers=headers, content=question)
        if answer.status_code == UNAUTHORIZED:
            return None
        if answer.status_code != OK:
            raise refusal(database, self._transport.url, method, answer)
        with understanding(database, method):
            return dict(parsed(database, method, answer))

    def _answered(self, method: str, answer: Mapping[str, Any]) -> Any:
        database = self._account.database
        match answer.get("error"):
            case None:
                return answer.get("result")
            case ["ConcurrencyException", *_]:
                raise ChangedInTryton.because_somebody_was_faster(database, method.split(".")[-2])
            case ["UserError", [message, description, *_]]:
                raise TrytonRefused.because_tryton_says(database, message, description or "")
            case ["UserWarning", [_, message, description, *_]]:
                raise TrytonRefused.because_tryton_says(database, message, description or "")
            case ["LoginException", *_]:
                raise TrytonForbids.because_of_the_password(database)
            case [error, *_]:
                raise TrytonMisused.because_of_its_answer(database, OK, f"{method}: {error}")
            case error:
                raise TrytonMisused.because_of_its_answer(database, OK, f"{method}: {error}")
