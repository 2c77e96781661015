"""How e-mail addresses are compared: one normal form for all spellings of one address."""

import unicodedata

import idna

_A_LABEL = "xn--"


def email_key(address: str | None) -> str | None:
    """The e-mail key, which all spellings of an address share; None for no address, which equals no other.

    Blanks around it, case and the way accents are typed do not matter (lower case, NFC), nor does whether the domain is
    written in letters or encoded (IDNA 2008): ``INFO@GROß.example`` is ``info@xn--gro-7ka.example`` and not
    ``info@gross.example``. A domain IDNA refuses stays in lower case. The form of an ASCII address is its lower case.
    """
    plain = _normal((address or "").strip())
    if not plain or (plain.isascii() and _A_LABEL not in plain):
        return plain or None
    local, at, domain = plain.rpartition("@")
    return f"{local}{at}{_encoded(domain)}"


def written_forms(key: str) -> tuple[str, ...]:
    """Ways an address of that key may be written, for systems that compare letters: encoded, or not, or decomposed."""
    local, at, domain = key.rpartition("@")
    readable = f"{local}{at}{_decoded(domain)}"
    return tuple(dict.fromkeys((key, readable, unicodedata.normalize("NFD", readable))))


def _normal(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def _encoded(domain: str) -> str:
    try:
        return idna.encode(domain).decode("ascii")
    except UnicodeError:  # idna's own errors are such
        return domain


def _decoded(domain: str) -> str:
    try:
        return idna.decode(domain) if _A_LABEL in domain else domain
    except UnicodeError:
        return domain
