"""Messages by e-mail: one mail for each delivery, in plain text and HTML, with an id that reveals a duplicate."""

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
    """A Channel. A repeated delivery has the same Message-ID, by which mail systems detect the duplicate."""

    name = EMAIL

    def __init__(self, settings: EmailSettings, clock: Clock) -> None:
        """Raises Invalid for a sender or a reply address that is no e-mail address."""
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
            # A broken template makes no mail fail for good: it is sent once the template is mended.
            raise ChannelUnavailable.because_it_did_not_take_it(EMAIL, str(cause)) from cause
        self._server.send(mail, self._sender.addr_spec, recipient.addr_spec)

    def examine(self) -> list[CheckResult]:
        """Checks that every template renders and that the server accepts the login; nothing is sent."""
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
        mail["Auto-Submitted"] = "auto-generated"  # prevents automatic replies, such as holiday notices
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
        # Mail within a company goes to host names that public DNS does not know.
        known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as cause:
        raise Invalid.field(
            field, f"{address!r} is no e-mail address: {cause}", "write it like ada@example.com"
        ) from None
    return Address(username=known.local_part, domain=known.ascii_domain)
