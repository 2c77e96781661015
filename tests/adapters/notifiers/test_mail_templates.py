"""Templates of one's own go before those of the package, reach nothing but the message, and say where they fail."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_adapters.notifiers.channels.channel import Delivery
from crm_adapters.notifiers.channels.mail_templates import MailTemplates, TemplateBroken
from crm_core.identity import EntityKind, EntityRef
from crm_operations.providers import Message, Urgency

WON = Message(
    title="OPP-7 is won",
    body="Well done.",
    about=EntityRef(kind=EntityKind.OPPORTUNITY, id="0197-opp"),
    reason="It is yours.",
)
DELIVERY = Delivery(
    channel="email",
    address="ada@example.com",
    messages=[WON],
    due=datetime(2026, 1, 15, 23, 30, tzinfo=UTC),
    why="You chose mail.",
)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a template into a folder of one's own."""

    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("locale", "timezone", "moment"),
    [
        ("en", "UTC", "Thu, Jan 15, 2026, 11:30\u202fPM (UTC)"),
        ("en-GB", "Asia/Tokyo", "Fri, 16 Jan 2026, 08:30 (Asia/Tokyo)"),
        ("de", "Europe/Berlin", "Fr., 16. Jan. 2026, 00:30 (Europe/Berlin)"),
        ("de_CH", "America/New_York", "Do., 15. Jan. 2026, 18:30 (America/New_York)"),
        ("fr", "UTC", "Thu, Jan 15, 2026, 11:30\u202fPM (UTC)"),
        ("klingon!", "UTC", "Thu, Jan 15, 2026, 11:30\u202fPM (UTC)"),
    ],
)
def test_a_moment_is_told_in_the_readers_language_and_zone(locale: str, timezone: str, moment: str) -> None:
    delivery = DELIVERY.model_copy(update={"locale": locale, "timezone": timezone})

    texts = MailTemplates(None, "en").render("acme", delivery)

    assert moment in texts.plain
    assert moment in texts.html


def test_a_language_without_templates_falls_back_to_that_of_the_deployment() -> None:
    french = DELIVERY.model_copy(update={"locale": "fr"})

    assert "Why you get this: It is yours." in MailTemplates(None, "en").render("acme", french).plain
    assert "Warum Sie dies erhalten: It is yours." in MailTemplates(None, "de").render("acme", french).plain


def test_several_messages_are_told_as_one_each_with_its_own_reason() -> None:
    lost = Message(title="OPP-8 is lost", body="A pity.", reason="You lead the team.", urgency=Urgency.ESCALATION)

    texts = MailTemplates(None, "en").render("acme", DELIVERY.model_copy(update={"messages": [WON, lost]}))

    assert texts.subject == "2 messages: OPP-7 is won"
    for text in (texts.plain, texts.html):
        places = [
            text.index(content) for content in ("OPP-7 is won", "It is yours.", "OPP-8 is lost", "You lead the team.")
        ]
        assert places == sorted(places)
        assert "About: opportunity 0197-opp" in text


def test_a_template_of_ones_own_goes_before_that_of_the_package(written: Callable[[str, str], Path]) -> None:
    folder = written("en/message.subject.jinja", "[{{ tenant }}] {{ message.title }}")
    written("fr/message.subject.jinja", "Bonne nouvelle : {{ message.title }}")
    templates = MailTemplates(folder, "en")

    assert templates.render("acme", DELIVERY).subject == "[acme] OPP-7 is won"
    french = templates.render("acme", DELIVERY.model_copy(update={"locale": "fr-CA"}))
    assert french.subject == "Bonne nouvelle : OPP-7 is won"
    assert "Why you get this" in french.plain


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ message.titel }}", "has no attribute 'titel'"),
        ("{{ customer }}", "'customer' is undefined"),
        ("{{ message.__class__.__mro__ }}", "SecurityError"),
        ("{{ moment.func.__globals__ }}", "SecurityError"),
        ("{{ ''.format.__self__ }}", "has no attribute '__self__'"),
        ("{% for %}", "TemplateSyntaxError"),
        ("{% include 'nowhere.jinja' %}", "nowhere.jinja"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
    ],
)
def test_a_broken_template_is_named_with_what_is_wrong(
    written: Callable[[str, str], Path], text: str, problem: str
) -> None:
    templates = MailTemplates(written("en/message.html.jinja", text), "en")

    with pytest.raises(TemplateBroken) as failure:
        templates.render("acme", DELIVERY)

    assert problem in str(failure.value)
    assert "mend it" in str(failure.value)
    assert "nowhere.jinja" in str(failure.value) or "en/message.html.jinja" in str(failure.value)


def test_a_template_reads_no_file_outside_its_folder(written: Callable[[str, str], Path], tmp_path: Path) -> None:
    folder = written("en/message.txt.jinja", "{% include '../../secret.txt' %}")
    (tmp_path.parent / "secret.txt").write_text("the secret", encoding="utf-8")

    with pytest.raises(TemplateBroken):
        MailTemplates(folder, "en").render("acme", DELIVERY)


def test_a_rehearsal_finds_what_breaks_in_any_language(written: Callable[[str, str], Path]) -> None:
    templates = MailTemplates(written("fr/digest.txt.jinja", "{{ messages[0].titel }}"), "en")
    templates.render("acme", DELIVERY)

    with pytest.raises(TemplateBroken, match=r"fr/digest\.txt\.jinja"):
        templates.rehearse(DELIVERY)
    MailTemplates(None, "en").rehearse(DELIVERY)
