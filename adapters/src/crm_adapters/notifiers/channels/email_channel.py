"""Messages by e-mail: one mail for each delivery, in plain text and in HTML, marked so that doubles can be dropped."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import quote

from crm_adapters.notifiers.channels.channel import ChannelUnavailable, Delivery
from crm_adapters.notifiers.channels.mail_headers import MAIL_POLICY
from crm_adapters.notifiers.channels.mail_server import EMAIL, MailServer
from crm_adapters.notifiers.channels.mail_templates import MailTemplates, TemplateBroken
from crm_adapters.notifiers.channels.settings import EmailSettings
from crm_adapters.notifiers.channels.wording import most_urgent
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.providers import CheckResult, Message, Urgency

TEMPLATES = "email templates"
DELIVERY_HEADER = "X-CRM-Delivery"
_SAMPLE = Message(title="A message", body="Two\nlines", reason="To see what it looks like.")


class EmailChannel:
    """A Channel. Told again, it sends a mail with the same Message-ID, which mail systems and readers take for one."""

    name = EMAIL

    def __init__(self, settings: EmailSettings, clock: Clock) -> None:
        """Raises Invalid for a sender or an address for answers that is none."""
        self._clock = clock
        self._server = MailServer(settings)
        self._templates = MailTemplates(settings.templates, settings.locale)
        self._sender = _mailbox("notifications.email.sender", settings.sender)
        self._reply_to = _mailbox("notifications.email.reply_to", settings.reply_to) if settings.reply_to else None

    def check(self, address: str) -> None:
        _recipient("address", address)

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:  # noqa: ARG002
        recipient = _recipient("address", delivery.address)
        try:
            mail = self._written(tenant_id, delivery, delivery_id, recipient)
        except TemplateBroken as cause:
            # Nobody's mail is given up because of a template: it is sent once that is mended.
            raise ChannelUnavailable.because_it_did_not_take_it(EMAIL, str(cause)) from cause
        self._server.send(mail, self._sender.addr_spec, recipient.addr_spec)

    def examine(self) -> list[CheckResult]:
        """Whether every template renders, and whether the server lets us in; nothing is sent."""
        return [self._templates_render(), self._server_lets_us_in()]

    def _templates_render(self) -> CheckResult:
        sample = Delivery(channel=EMAIL, address="", messages=[_SAMPLE], due=self._clock.now(), why="To try it out.")
        try:
            self._templates.rehearse(sample)
        except TemplateBroken as broken:
            return CheckResult.failed(TEMPLATES, str(broken), "mail waits until it is mended, and goes out then")
        return CheckResult.ok(TEMPLATES, "every one renders")

    def _server_lets_us_in(self) -> CheckResult:
        try:
            self._server.try_out()
        except ChannelUnavailable as failure:
            return CheckResult.failed(EMAIL, str(failure), "mail waits until it is mended, and goes out then")
        return CheckResult.ok(EMAIL, "the server lets us in")

    def _written(self, tenant_id: str, delivery: Delivery, delivery_id: str, recipient: Address) -> EmailMessage:
        texts = self._templates.render(tenant_id, delivery)
        mail = EmailMessage(MAIL_POLICY)
        mail["From"] = self._sender
        mail["To"] = recipient
        if self._reply_to is not None:
            mail["Reply-To"] = self._reply_to
        mail["Subject"] = texts.subject
        mail["Date"] = self._clock.now()
        mail["Message-ID"] = f"<{quote(delivery_id, safe='')}@{self._sender.domain}>"
        mail[DELIVERY_HEADER] = quote(delivery_id, safe=":")
        mail["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers
        if most_urgent(delivery) is Urgency.ESCALATION:
            mail["Importance"] = "high"
        mail.set_content(texts.plain)
        mail.add_alternative(texts.html, subtype="html")
        return mail


def _mailbox(field: str, written: str) -> Address:
    """``Sales <crm@example.com>``, or the address alone."""
    name, address = parseaddr(written)
    mailbox = _recipient(field, address)
    return Address(name, mailbox.username, mailbox.domain)


def _recipient(field: str, address: str) -> Address:
    """With the domain as it goes over the wire. Raises Invalid."""
    from email_validator import EmailNotValidError, validate_email

    try:
        # Mail inside of a company goes to names the world does not know.
        known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as cause:
        raise Invalid.field(
            field, f"{address!r} is no e-mail address: {cause}", "write it like ada@example.com"
        ) from None
    return Address(username=known.local_part, domain=known.ascii_domain)
