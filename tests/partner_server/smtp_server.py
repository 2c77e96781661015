"""Somebody's mail server: it notes what comes, and answers as it is told."""

import asyncio
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOST = "lost"
"""Instead of an answer the connection is torn down."""
SILENT = "silent"
"""No answer comes."""
_PATIENCE = 20.0


class Mail(NamedTuple):
    sender: str
    recipients: list[str]
    message: EmailMessage
    is_encrypted: bool
    login: str | None


class SmtpServer(Controller):
    """Listens on a port of this machine. An answer stands for MAIL, RCPT or DATA until it is taken back."""

    def __init__(
        self,
        *,
        smtps: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        utf8: bool = True,
    ) -> None:
        self.mails: list[Mail] = []
        self.answers: dict[str, str] = {}
        self._login = login
        self._arrived = threading.Condition()
        super().__init__(
            _SmtpHandler(self),
            hostname="127.0.0.1",
            port=0,
            ssl_context=smtps,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=self._authenticated,
            # It does not know that smtps is encrypted too; a wrong password is refused all the same.
            auth_required=login is not None and starttls is not None,
            auth_require_tls=starttls is not None,
            enable_SMTPUTF8=utf8,
        )

    def wait_for(self, count: int) -> list[Mail]:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.mails) >= count, _PATIENCE), len(self.mails)
            return list(self.mails)

    def note(self, mail: Mail) -> None:
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _trigger_server(self) -> None:
        # The port was drawn by the machine; the first one who connects must know it.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    def _authenticated(
        self, server: SMTP, session: Session, envelope: Envelope, kind: str, credentials: Any
    ) -> AuthResult:
        if not isinstance(credentials, LoginPassword) or self._login is None:
            return AuthResult(success=False, handled=False)
        user, password = credentials.login.decode(), credentials.password.decode()
        return AuthResult(success=(user, password) == self._login, handled=False, auth_data=user)


class _SmtpHandler:
    def __init__(self, smtp: SmtpServer) -> None:
        self._smtp = smtp

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._answer("RCPT", server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if answer := await self._answer("DATA", server):
            return answer
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        transport = server.transport
        is_encrypted = transport is not None and transport.get_extra_info("ssl_object") is not None
        mail = Mail(envelope.mail_from or "", envelope.rcpt_tos, message, is_encrypted, session.auth_data)
        self._smtp.note(mail)
        return "250 OK"

    async def _answer(self, verb: str, server: SMTP) -> str | None:
        answer = self._smtp.answers.get(verb)
        if answer == SILENT:
            await asyncio.sleep(_PATIENCE)  # ends with the server, if not before
        if answer == LOST:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "421 bye"
        return answer
