"""Sends mails to an SMTP server, each over its own connection, and turns its replies into the errors of channels."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import NoReturn

from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.channels.redaction import redacted
from crm_adapters.notifiers.channels.settings import EmailSettings, Tls

EMAIL = "email"
_VARIABLE = "CRM_NOTIFICATIONS__EMAIL__"
_UNKNOWN_MAILBOX = {550, 551, 553}
_TOO_LARGE = 552
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
_GONE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
"""RFC 3463, RFC 7505: no such mailbox or host, moved, takes no mail. A policy that says no has another number."""


class MailServer:
    """An error of ours, such as a wrong password, is retried; a refusal of the mail or its recipient is final."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings

    def send(self, mail: EmailMessage, sender: str, recipient: str) -> None:
        """Raises ChannelUnavailable, DeliveryRefused, AddressGone."""
        with self._session() as session:
            try:
                session.send_message(mail, sender, [recipient])
            except smtplib.SMTPRecipientsRefused as refusal:
                self._refused_recipient(*refusal.recipients[recipient])
            except smtplib.SMTPSenderRefused as refusal:
                self._refused_sender(refusal.smtp_code, refusal.smtp_error)
            except smtplib.SMTPResponseException as refusal:
                self._refused_mail(refusal.smtp_code, refusal.smtp_error)
            except smtplib.SMTPNotSupportedError as cause:
                if not sender.isascii():
                    self._mend("the server takes no sender with letters beyond ASCII", "SENDER", cause=cause)
                problem = "the server takes no address with letters beyond ASCII (SMTPUTF8); give another address"
                raise DeliveryRefused.because_of(EMAIL, problem) from cause

    def try_out(self) -> None:
        """Greets, encrypts and logs in, and sends nothing. Raises ChannelUnavailable."""
        with self._session():
            return

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            session = self._connected()
        except smtplib.SMTPAuthenticationError as cause:
            reply = self._reply(cause.smtp_code, cause.smtp_error)
            self._mend(f"it does not let us in: {reply}", "USER", "PASSWORD", cause=cause)
        except smtplib.SMTPNotSupportedError as cause:
            self._mend(str(cause), "TLS", "USER", cause=cause)
        except ssl.SSLCertVerificationError as cause:
            self._mend(f"its certificate is not trusted: {cause.verify_message}", "HOST", "CA_FILE", cause=cause)
        except ssl.SSLError as cause:
            self._mend(f"it does not speak TLS here: {cause.reason}", "TLS", "PORT", cause=cause)
        except smtplib.SMTPResponseException as cause:
            raise self._unavailable(self._reply(cause.smtp_code, cause.smtp_error)) from cause
        except OSError as cause:
            where = f"{self._settings.host}:{self._settings.server_port}"
            raise self._unavailable(f"no mail server answers at {where}: {cause}") from cause
        try:
            yield session
        except OSError as cause:  # which smtplib's own errors are too
            raise self._unavailable(f"the connection was lost: {cause}") from cause
        finally:
            # The reply to QUIT changes nothing: the mail was accepted or refused before.
            with suppress(OSError):
                session.quit()
            session.close()

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        host, port, name, seconds = settings.host, settings.server_port, settings.ehlo_name, settings.timeout_seconds
        if settings.tls is Tls.TLS:
            session: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=seconds, context=self._trust())
        else:
            session = smtplib.SMTP(host, port, name, timeout=seconds)
        try:
            if settings.tls is Tls.STARTTLS:
                session.starttls(context=self._trust())
            if settings.user is not None and settings.password is not None:
                session.login(settings.user, settings.password.get_secret_value())
            else:
                session.ehlo_or_helo_if_needed()
        except BaseException:
            session.close()
            raise
        return session

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._settings.ca_file)
        except OSError as cause:
            self._mend(f"the file of certificates cannot be read: {cause}", "CA_FILE", cause=cause)

    def _refused_recipient(self, code: int, answer: bytes | str) -> NoReturn:
        enhanced = _ENHANCED.match(_text(answer))
        is_unknown = enhanced[1] in _GONE if enhanced else code in _UNKNOWN_MAILBOX
        if code >= 500 and is_unknown:
            raise AddressGone.because_of(EMAIL, self._reply(code, answer))
        self._refused_mail(code, answer)

    def _refused_sender(self, code: int, answer: bytes | str) -> NoReturn:
        """Unless it is the size of the mail, it is nothing the addressee can help."""
        if code < 500 or code == _TOO_LARGE:
            self._refused_mail(code, answer)
        self._mend(f"it takes no mail from us: {self._reply(code, answer)}", "SENDER", "USER")

    def _refused_mail(self, code: int, answer: bytes | str) -> NoReturn:
        reply = self._reply(code, answer)
        raise DeliveryRefused.because_of(EMAIL, reply) if code >= 500 else self._unavailable(reply)

    def _mend(self, problem: str, *settings: str, cause: Exception | None = None) -> NoReturn:
        names = " and ".join(f"{_VARIABLE}{name}" for name in settings)
        raise self._unavailable(f"{problem}; check {names}") from cause

    def _unavailable(self, problem: str) -> ChannelUnavailable:
        return ChannelUnavailable.because_it_did_not_take_it(EMAIL, self._safe(problem))

    def _reply(self, code: int, answer: bytes | str) -> str:
        return self._safe(f"{code} {_text(answer)}")

    def _safe(self, text: str) -> str:
        password = self._settings.password
        return redacted(" ".join(text.split()), [password.get_secret_value()] if password else [])


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer
