"""Spellings of one e-mail address have one key, and two addresses never share one."""

import unicodedata

import pytest

from crm_core.email_addresses import email_key, written_forms


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("Ada@Example.COM", " ada@example.com "),
        ("info@groß.example", "INFO@GROß.example"),
        ("info@groß.example", "info@xn--gro-7ka.example"),
        (unicodedata.normalize("NFC", "jörg@example.com"), unicodedata.normalize("NFD", "JÖRG@example.com")),
        (unicodedata.normalize("NFC", "j@jörg.example"), unicodedata.normalize("NFD", "j@JÖRG.example")),
        ("a@bücher.example", "A@XN--BCHER-KVA.example"),
    ],
)
def test_spellings_of_one_address_are_one(spelling: str, other: str) -> None:
    assert email_key(spelling) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INFO@GROß.example", "info@gross.example"),
        ("straße@example.com", "strasse@example.com"),
        ("ada+crm@example.com", "ada@example.com"),
        ("jörg@example.com", "jorg@example.com"),
        ("ﬁ@example.com", "fi@example.com"),
    ],
)
def test_two_addresses_are_two(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


def test_an_ascii_address_is_its_lower_case() -> None:
    assert email_key(" Ada.Lovelace+x@Example.com") == "ada.lovelace+x@example.com"
    assert email_key("ada@a_b.example") == "ada@a_b.example"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_address_has_no_key(nothing: str | None) -> None:
    assert email_key(nothing) is None


@pytest.mark.parametrize(
    "refused", ["ada@☃.example", "ada@-ö-.example", "ada@xn--a.example", "ada@ö..example", "ada@", f"a@{'ö' * 300}"]
)
def test_a_domain_that_idna_refuses_stays_in_lower_case(refused: str) -> None:
    assert email_key(refused.upper()) == refused


def test_a_key_is_known_by_each_way_it_may_be_written() -> None:
    assert "jörg@groß.example" in written_forms("jörg@xn--gro-7ka.example")
    assert unicodedata.normalize("NFD", "jörg@groß.example") in written_forms("jörg@xn--gro-7ka.example")
    assert written_forms("ada@example.com") == ("ada@example.com",)
    assert all(email_key(form) == "a@xn--bcher-kva.example" for form in written_forms("a@xn--bcher-kva.example"))
