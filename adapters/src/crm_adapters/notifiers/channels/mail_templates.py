"""Turns messages into the texts of a mail, in the reader's language and with moments in the reader's zone."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self
from zoneinfo import ZoneInfo

from crm_adapters.notifiers.channels.channel import Delivery
from crm_adapters.notifiers.channels.wording import one_line
from crm_core.clock import zone_named
from crm_core.errors import Invalid
from crm_operations.providers import Message

if TYPE_CHECKING:
    from babel import Locale
    from jinja2.sandbox import SandboxedEnvironment

LAST_RESORT = "en"
"""The package has every template in it."""
_FORMS = ("message", "digest")
_PARTS = ("subject", "txt", "html")


class TemplateBroken(Invalid):
    @classmethod
    def because_of(cls, template: str, cause: Exception) -> Self:
        facts = {"template": template, "problem": f"{type(cause).__name__}: {cause}"}
        return cls(
            "the template {template} cannot be rendered: {problem}; mend it, or remove it from its folder", facts
        )


class MailTexts(NamedTuple):
    subject: str
    plain: str
    html: str


class ShownMessage(NamedTuple):
    """A message as templates see it."""

    title: str
    body: str
    paragraphs: Sequence[str]
    about: str | None
    """``lead 0197...``."""
    reason: str
    urgency: str


class MailTemplates:
    """``LOCALE/message.*.jinja`` for one message and ``LOCALE/digest.*.jinja`` for several, as subject, txt and html.

    A language of the reader's goes before those it falls back to; a folder of one's own before the package.
    """

    def __init__(self, folder: Path | None, fallback: str) -> None:
        self._folder = folder
        self._fallback = fallback

    def render(self, tenant_id: str, delivery: Delivery) -> MailTexts:
        """Raises TemplateBroken."""
        form = _FORMS[len(delivery.messages) > 1]
        zone = zone_named(delivery.timezone)
        reader = _known(delivery.locale)

        def rendered(part: str) -> str:
            from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

            names = [f"{locale}/{form}.{part}.jinja" for locale in self._languages(reader)]
            found = f"{form}.{part}.jinja"
            try:
                template = self._environment.select_template(names)
                found = str(template.name)
                written_in = _known(found.partition("/")[0])
                locale = reader if reader.language == written_in.language else written_in
                return template.render(
                    messages=[_shown(message) for message in delivery.messages],
                    message=_shown(delivery.messages[0]),
                    due=delivery.due,
                    why=delivery.why,
                    tenant=tenant_id,
                    locale=str(locale).replace("_", "-"),
                    moment=partial(_in_words, zone=zone, locale=locale),
                )
            except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as cause:
                elsewhere = cause.name if isinstance(cause, TemplateSyntaxError | TemplateNotFound) else None
                raise TemplateBroken.because_of(str(elsewhere or found), cause) from cause

        return MailTexts(*map(rendered, _PARTS))

    def rehearse(self, sample: Delivery) -> None:
        """Renders every form in every language there is. Raises TemplateBroken."""
        [message, *_] = sample.messages
        for locale in sorted({name.partition("/")[0] for name in self._environment.list_templates() if "/" in name}):
            for messages in ([message], [message, message]):
                self.render("", sample.model_copy(update={"locale": locale, "messages": messages}))

    def _languages(self, reader: "Locale") -> Sequence[str]:
        candidates = [str(reader), reader.language, self._fallback, _known(self._fallback).language, LAST_RESORT]
        return list(dict.fromkeys(candidates))

    @cached_property
    def _environment(self) -> "SandboxedEnvironment":
        """Who writes templates may say how a message looks, and reach nothing else."""
        from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        loaders: list[BaseLoader] = [PackageLoader("crm_adapters.notifiers.channels")]
        if self._folder is not None:
            loaders.insert(0, FileSystemLoader(self._folder))
        return ImmutableSandboxedEnvironment(
            loader=ChoiceLoader(loaders),
            autoescape=lambda name: name is not None and name.endswith(".html.jinja"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _known(name: str) -> "Locale":
    """The locale; English for an unknown language."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse(LAST_RESORT)


def _in_words(moment: datetime, *, zone: ZoneInfo, locale: "Locale") -> str:
    from babel.dates import format_skeleton, format_time

    day = format_skeleton("yMMMEd", moment, zone, locale=locale)
    return f"{day}, {format_time(moment, 'short', zone, locale)} ({zone.key})"


def _shown(message: Message) -> ShownMessage:
    about = f"{message.about.kind} {message.about.id}" if message.about else None
    paragraphs = [line.strip() for line in message.body.splitlines() if line.strip()]
    return ShownMessage(one_line(message.title), message.body, paragraphs, about, message.reason, message.urgency.value)
