"""Mails reach a real mail server, over TLS and with a password, and each of its answers means the right thing."""

import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import charset
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from channel_contract import TENANT, ChannelContract, Place, a_delivery, a_message
from pydantic import SecretStr
from smtp_server import LOST, SILENT, SmtpServer

from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.channels.email_channel import EmailChannel
from crm_adapters.notifiers.channels.mail_headers import MAIL_POLICY, encoded
from crm_adapters.notifiers.channels.settings import EmailSettings, Tls
from crm_core.errors import Invalid
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Urgency

PASSWORD = "correct-horse-battery"


class Mailbox(Place):
    address = "ada@example.com"
    nonsense = ("", "nobody", "Ada <ada@example.com>", "ada@example.com\r\nBcc: eve@example.com", "a b@example.com")
    secrets = (PASSWORD,)

    def __init__(self, smtp: SmtpServer, **settings: Any) -> None:
        self.smtp = smtp
        usual = {"host": "127.0.0.1", "port": smtp.port, "tls": Tls.NONE, "sender": "CRM <crm@example.com>"}
        self.settings = EmailSettings.model_validate(usual | settings)
        self.channel = EmailChannel(self.settings, VirtualClock())

    def arrived(self, count: int) -> Sequence[str]:
        return [f"{mail.message['X-CRM-Delivery']} {part(mail.message)}" for mail in self.smtp.wait_for(count)]

    def lose_connections(self) -> None:
        self.smtp.answers["DATA"] = LOST

    def refuse(self, saying: bytes | None = None) -> None:
        text = b"we do not like it" if saying is None else saying
        one_line = " ".join(text.decode(errors="replace").splitlines())  # it would be answers of its own
        self.smtp.answers["DATA"] = f"554 5.7.1 {one_line}"

    def send(self, delivery_id: str = "0197-1", **changes: Any) -> EmailMessage:
        self.channel.send(TENANT, a_delivery(self, **changes), delivery_id=delivery_id, attempt=1)
        return self.smtp.wait_for(1)[-1].message


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as opened:
        yield opened


@pytest.fixture
def mailbox(smtp: SmtpServer) -> Mailbox:
    return Mailbox(smtp)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def identity(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture(params=[Tls.STARTTLS, Tls.TLS])
def locked(request: pytest.FixtureRequest, identity: ssl.SSLContext, ca_file: Path) -> Iterator[Mailbox]:
    """A mail server that wants a password, and so encryption."""
    with locked_server(request.param, identity) as smtp:
        yield Mailbox(smtp, tls=request.param, ca_file=ca_file, user="crm", password=SecretStr(PASSWORD))


class TestEmailKeepsThePromisesOfChannels(ChannelContract):
    @pytest.fixture
    def place(self, mailbox: Mailbox) -> Place:
        return mailbox


class TestLockedEmailKeepsThemToo(ChannelContract):
    @pytest.fixture
    def place(self, locked: Mailbox) -> Place:
        return locked


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_a_mail_names_its_delivery_so_that_doubles_can_be_dropped(mailbox: Mailbox) -> None:
    first = mailbox.send("0197-1:mail")
    again = mailbox.send("0197-1:mail")

    assert first["X-CRM-Delivery"] == "0197-1:mail"
    assert first["Message-ID"] == again["Message-ID"] == "<0197-1%3Amail@example.com>"
    assert first["From"] == "CRM <crm@example.com>"
    assert first["To"] == "ada@example.com"
    assert first["Date"].datetime == START
    assert first["Auto-Submitted"] == "auto-generated"


def test_answers_go_where_the_settings_say_and_urgent_mail_says_so(smtp: SmtpServer) -> None:
    mailbox = Mailbox(smtp, reply_to="Sales <sales@example.com>")

    mail = mailbox.send(locale="de")
    assert (mail["Reply-To"], mail["Importance"]) == ("Sales <sales@example.com>", None)

    urgent = a_delivery(mailbox, a_message(urgency=Urgency.ESCALATION))
    mailbox.channel.send(TENANT, urgent, delivery_id="0197-2", attempt=1)
    assert smtp.wait_for(2)[1].message["Importance"] == "high"


def test_a_title_brings_no_header_of_its_own(mailbox: Mailbox) -> None:
    title = "Won\r\nBcc: eve@example.com\u2028X-Evil: 1\x00 \N{PARTY POPPER}"
    evil = a_message().model_copy(update={"title": title})  # as it may be kept from before
    mailbox.channel.send(TENANT, a_delivery(mailbox, evil), delivery_id="0197\r\nX-Evil: 2", attempt=1)

    [mail] = mailbox.smtp.wait_for(1)
    assert mail.recipients == ["ada@example.com"]
    assert mail.message["Subject"] == "Won Bcc: eve@example.com X-Evil: 1 \N{PARTY POPPER}"
    assert {"Bcc", "X-Evil"}.isdisjoint(mail.message.keys())


@pytest.mark.parametrize(
    "title",
    [
        "=?utf-8?q?Won=0D=0AFrom:_eve@example.com=0D=0A=0D=0AForged?=",
        "=?utf-8?b?V29uDQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?= and =?us-ascii?q?more?=",
        "half a word =?utf-8?q?",
        "Grüße =?utf-8?q?=0D=0ABcc:_eve@example.com?= \N{PARTY POPPER}",
        "a" * 255,
        "woman\u200d\N{ROCKET} and Persian \u200c joiners",
    ],
)
def test_a_title_is_shown_as_it_was_written_even_if_it_looks_like_an_encoded_header(
    mailbox: Mailbox, title: str
) -> None:
    plain = {*mailbox.send().keys()}

    mailbox.channel.send(TENANT, a_delivery(mailbox, a_message(title)), delivery_id="0197-2", attempt=1)

    mail = mailbox.smtp.wait_for(2)[1].message
    assert {*mail.keys()} == plain
    assert [mail.get_all(name) for name in ("From", "Subject")] == [["CRM <crm@example.com>"], [title]]
    assert part(mail).startswith(title)


def test_a_name_in_the_settings_is_shown_as_it_was_written_too(smtp: SmtpServer) -> None:
    name = "=?utf-8?q?Eve=0D=0ABcc:_eve@example.com?="
    mailbox = Mailbox(
        smtp, sender=f'"{name}" <crm@example.com>', reply_to='"Sales, \\"all\\" of it" <sales@example.com>'
    )

    mail = mailbox.send()

    assert [address.display_name for address in mail["From"].addresses] == [name]
    assert [address.display_name for address in mail["Reply-To"].addresses] == ['Sales, "all" of it']
    assert "Bcc" not in mail


def test_what_another_library_does_to_utf_8_changes_no_header(monkeypatch: pytest.MonkeyPatch) -> None:
    before = encoded("=?utf-8?q?Eve=0D=0ABcc:_eve@example.com?=")
    monkeypatch.setattr(charset, "CHARSETS", {**charset.CHARSETS, "utf-8": (charset.QP, charset.QP, "utf-8")})

    assert encoded("=?utf-8?q?Eve=0D=0ABcc:_eve@example.com?=") == before


@pytest.mark.parametrize("name", ["Subject", "From", "List-Unsubscribe", "Message-ID", "X-Anything"])
def test_whatever_a_header_is_called_what_it_holds_is_never_decoded(name: str) -> None:
    mail = EmailMessage(MAIL_POLICY)
    mail[name] = "=?utf-8?q?one=0D=0ABcc:_eve@example.com?=\r\nX-Evil: 1"

    sent = mail.as_bytes()

    assert [line.partition(b":")[0] for line in sent.splitlines() if line[:1].strip()] == [name.encode()]
    assert b"=?utf-8?q?one" not in sent


def test_a_subject_is_one_line_whatever_its_template_says(smtp: SmtpServer, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "message.subject.jinja").write_text("{{ message.body }}", encoding="utf-8")
    mailbox = Mailbox(smtp, templates=tmp_path)
    message = a_message().model_copy(update={"body": "Won\r\nBcc: eve@example.com"})
    mailbox.channel.send(TENANT, a_delivery(mailbox, message), delivery_id="0197-1", attempt=1)

    [mail] = smtp.wait_for(1)
    assert mail.message["Subject"] == "Won Bcc: eve@example.com"
    assert "Bcc" not in mail.message


def test_a_broken_template_loses_no_mail_and_is_named(smtp: SmtpServer, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "message.txt.jinja").write_text("{{ message.titel }}", encoding="utf-8")

    with pytest.raises(ChannelUnavailable, match=r"en/message\.txt\.jinja.*'titel'"):
        Mailbox(smtp, templates=tmp_path).send()


def test_what_people_wrote_is_shown_as_they_wrote_it(mailbox: Mailbox) -> None:
    message = a_message("<b>Won</b>").model_copy(update={"body": "One <script>alert(1)</script>\n\nTwo & three"})
    mailbox.channel.send(TENANT, a_delivery(mailbox, message), delivery_id="0197-1", attempt=1)

    [mail] = mailbox.smtp.wait_for(1)
    assert "One <script>alert(1)</script>\n\nTwo & three" in part(mail.message)
    html = part(mail.message, "html")
    assert "<p>One &lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>Two &amp; three</p>" in html
    assert "<script" not in html


def test_a_reader_gets_language_and_local_time_and_why(mailbox: Mailbox) -> None:
    due = datetime(2026, 7, 15, 9, 0, tzinfo=UTC)
    message = a_message("Anruf bei Grace", urgency=Urgency.REMINDER)
    delivery = a_delivery(mailbox, message, locale="de-AT", timezone="Europe/Vienna", due=due)
    mailbox.channel.send(TENANT, delivery, delivery_id="0197-1", attempt=1)

    [mail] = mailbox.smtp.wait_for(1)
    assert mail.message["Subject"] == "Erinnerung: Anruf bei Grace"
    for text in (part(mail.message), part(mail.message, "html")):
        assert "Fällig: " in text
        assert "15. Juli 2026, 11:00 (Europe/Vienna)" in text
        assert "Warum Sie dies erhalten: The opportunity is yours." in text
        assert "You chose to hear of it this way." in text


def test_a_password_travels_encrypted_alone(locked: Mailbox) -> None:
    locked.send()

    [mail] = locked.smtp.wait_for(1)
    assert (mail.is_encrypted, mail.login) == (True, "crm")


def test_a_wrong_password_gives_nothing_up_and_names_the_settings(locked: Mailbox) -> None:
    wrong = Mailbox(locked.smtp, **{**locked.settings.model_dump(), "password": SecretStr("wrong-one")})

    with pytest.raises(ChannelUnavailable, match=r"check CRM_NOTIFICATIONS__EMAIL__USER and .*__PASSWORD") as failure:
        wrong.send()
    assert "wrong-one" not in str(failure.value)


def test_a_certificate_nobody_vouches_for_is_not_trusted(locked: Mailbox) -> None:
    stranger = Mailbox(locked.smtp, **{**locked.settings.model_dump(), "ca_file": None})

    with pytest.raises(ChannelUnavailable, match=r"not trusted.*check .*__CA_FILE"):
        stranger.send()
    assert locked.smtp.mails == []


def test_a_file_of_certificates_that_cannot_be_read_is_for_us_to_mend(locked: Mailbox, tmp_path: Path) -> None:
    lost = Mailbox(locked.smtp, **{**locked.settings.model_dump(), "ca_file": tmp_path / "nowhere.pem"})

    with pytest.raises(ChannelUnavailable, match=r"cannot be read.*check CRM_NOTIFICATIONS__EMAIL__CA_FILE"):
        lost.send()


def test_a_certificate_of_another_name_is_not_trusted(locked: Mailbox) -> None:
    elsewhere = Mailbox(locked.smtp, **{**locked.settings.model_dump(), "host": "localhost"})

    with pytest.raises(ChannelUnavailable, match=r"not trusted.*check .*__HOST"):
        elsewhere.send()
    assert locked.smtp.mails == []


def test_a_server_that_cannot_encrypt_gets_no_mail(smtp: SmtpServer) -> None:
    with pytest.raises(ChannelUnavailable, match="check CRM_NOTIFICATIONS__EMAIL__TLS"):
        Mailbox(smtp, tls=Tls.STARTTLS).send()
    with pytest.raises(ChannelUnavailable, match=r"does not speak TLS here.*check CRM_NOTIFICATIONS__EMAIL__TLS"):
        Mailbox(smtp, tls=Tls.TLS).send()
    assert smtp.mails == []


@pytest.mark.parametrize(
    ("verb", "answer", "meaning"),
    [
        ("RCPT", "550 5.1.1 no such user", AddressGone),
        ("RCPT", "550 nobody here", AddressGone),
        ("RCPT", "551 user not local", AddressGone),
        ("RCPT", "553 mailbox name not allowed", AddressGone),
        ("RCPT", "550 5.7.1 relaying denied", DeliveryRefused),
        ("RCPT", "552 5.2.2 mailbox full", DeliveryRefused),
        ("RCPT", "450 4.2.1 try later", ChannelUnavailable),
        ("RCPT", "421 4.3.2 going down", ChannelUnavailable),
        ("MAIL", "451 4.3.0 try later", ChannelUnavailable),
        ("MAIL", "552 5.3.4 too large", DeliveryRefused),
        ("DATA", "554 5.6.0 bad content", DeliveryRefused),
        ("DATA", "452 4.3.1 disk full", ChannelUnavailable),
    ],
)
def test_each_answer_means_what_rfc_5321_says(
    mailbox: Mailbox, verb: str, answer: str, meaning: type[Exception]
) -> None:
    mailbox.smtp.answers[verb] = answer

    with pytest.raises(meaning) as failure:
        mailbox.send()
    assert type(failure.value) is meaning
    assert answer in str(failure.value)


def test_a_sender_the_server_does_not_take_is_for_us_to_mend(mailbox: Mailbox) -> None:
    mailbox.smtp.answers["MAIL"] = "553 5.7.1 not your address"

    with pytest.raises(ChannelUnavailable, match="not your address; check CRM_NOTIFICATIONS__EMAIL__SENDER"):
        mailbox.send()


def test_a_server_that_says_nothing_is_not_waited_for(smtp: SmtpServer) -> None:
    smtp.answers["RCPT"] = SILENT

    with pytest.raises(ChannelUnavailable, match="timed out"):
        Mailbox(smtp, timeout_seconds=0.2).send()


def test_where_nobody_listens_it_is_tried_again(smtp: SmtpServer) -> None:
    mailbox = Mailbox(smtp, port=1)

    with pytest.raises(ChannelUnavailable, match=r"no mail server answers at 127\.0\.0\.1:1"):
        mailbox.send()


def test_addresses_in_any_script_are_reached_or_refused_with_a_remedy(smtp: SmtpServer) -> None:
    reached = Mailbox(smtp)
    reached.address = "jürgen@bücher.example"
    reached.send()
    assert smtp.wait_for(1)[0].recipients == ["jürgen@xn--bcher-kva.example"]

    with SmtpServer(utf8=False) as old:
        behind = Mailbox(old)
        behind.address = "ada@bücher.example"
        behind.send()
        assert old.wait_for(1)[0].recipients == ["ada@xn--bcher-kva.example"]

        behind.address = "jürgen@example.com"
        with pytest.raises(DeliveryRefused, match=r"SMTPUTF8.*give another address"):
            behind.send()
        with pytest.raises(ChannelUnavailable, match=r"check CRM_NOTIFICATIONS__EMAIL__SENDER"):
            Mailbox(old, sender="verkäufe@example.com").send()


@pytest.mark.parametrize(
    "mistake",
    [
        {"user": "crm"},
        {"password": SecretStr("x")},
        {"user": "crm", "password": SecretStr("x"), "tls": Tls.NONE},
        {"sender": "crm@example.com\r\nBcc: eve@example.com"},
        {"host": ""},
    ],
)
def test_settings_that_cannot_work_are_refused(mistake: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"password|one line|at least 1"):
        EmailSettings.model_validate({"host": "127.0.0.1", "sender": "crm@example.com"} | mistake)


def test_a_sender_that_is_no_address_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match=r"notifications\.email\.sender"):
        EmailChannel(EmailSettings(host="127.0.0.1", sender="the crm"), VirtualClock())


def locked_server(tls: Tls, identity: ssl.SSLContext) -> SmtpServer:
    if tls is Tls.TLS:
        return SmtpServer(smtps=identity, login=("crm", PASSWORD))
    return SmtpServer(starttls=identity, login=("crm", PASSWORD))


def part(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
