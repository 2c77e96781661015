"""Which encoding the text of a file is in, and where a byte does not fit it."""

import codecs
import re

from crm_adapters.extras import extra
from crm_adapters.table_files.source_file import SourceFile
from crm_core.errors import Invalid

NOT_FITTING = re.compile("[\x00\udc80-\udcff]")
"""A byte that does not fit comes as half of a surrogate pair."""
UTF_8, WINDOWS_1252 = "utf-8", "cp1252"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENOUGH = 64 * 1024
_LIKELY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "utf_16_le", "utf_16_be"),
]
"""What files of business systems come in; between these and DOS or Macintosh pages a short text decides nothing."""


def encoding_of(source: SourceFile, wish: str | None = None) -> str:
    """The wish, else by the mark at the start, else UTF-8 where all of it is, else as it probably is.

    Raises Invalid for an unknown encoding, and where the extra that finds out is missing.
    """
    if wish is not None:
        return _known(wish)
    start = source.start(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    fitting, not_fitting = _as_utf_8(source)
    # Text of another encoding hardly ever forms the sequences of UTF-8; some bytes astray spoil their rows only.
    return UTF_8 if fitting >= not_fitting else _probable(source)


def what_does_not_fit(text: str, encoding: str) -> tuple[str, str, str] | None:
    """Of a text that was read with ``surrogateescape``: how it may have been meant, what is wrong, what to do."""
    found = NOT_FITTING.search(text)
    if found is None:
        return None
    meant = NOT_FITTING.sub(_as_windows_1252, text)
    if found[0] == "\x00":
        return meant, "has a NUL character", "take it out"
    name = "UTF-8" if encoding.startswith(UTF_8) else encoding
    byte = ord(found[0]) - 0xDC00
    return meant, f"byte {byte:#04x} is not {name}", f"as Windows-1252 it would read {meant[:80]!r}; write it in {name}"


def _known(wish: str) -> str:
    try:
        name = codecs.lookup(wish).name
        "".encode(name)  # not so for codecs of no text, such as base64
    except (LookupError, ValueError) as cause:
        problem, remedy = f"{wish[:40]!r} is no encoding", "take one such as utf-8, cp1252 or utf-16"
        raise Invalid.field("encoding", problem, remedy) from cause
    return "utf-8-sig" if name == UTF_8 else name


def _as_utf_8(source: SourceFile) -> tuple[int, int]:
    """How many characters beyond ASCII fit, and how many bytes do not."""
    decoder = codecs.getincrementaldecoder(UTF_8)("surrogateescape")
    fitting = not_fitting = 0
    for block in source.blocks():
        text = decoder.decode(block)
        if not text.isascii():
            astray = len(re.findall("[\udc80-\udcff]", text))
            not_fitting += astray
            fitting += len(re.findall("[^\x00-\x7f]", text)) - astray
    return fitting, not_fitting + len(decoder.decode(b"", final=True))


def _probable(source: SourceFile) -> str:
    remedy = "or save the file as UTF-8, or name its encoding with --encoding"
    with extra("import", field=source.name, otherwise=remedy):
        from charset_normalizer import from_bytes
    answers = list(from_bytes(_telling(source), cp_isolation=_LIKELY))
    if not answers:
        return WINDOWS_1252
    best = answers[0]
    for answer in answers:
        if (answer.chaos, answer.coherence) == (best.chaos, best.coherence) and (
            answer.encoding == WINDOWS_1252 or WINDOWS_1252 in answer.could_be_from_charset
        ):
            return WINDOWS_1252
    return best.encoding


def _telling(source: SourceFile) -> bytes:
    """The first lines that are not ASCII, which tell encodings apart."""
    start = source.start(_ENOUGH)
    if b"\x00" in start:
        return start
    lines, size = [], 0
    with source.open() as file:
        while size < _ENOUGH and (line := file.readline(_ENOUGH)):
            if not line.isascii():
                lines.append(line)
                size += len(line)
    return b"".join(lines)


def _as_windows_1252(found: re.Match[str]) -> str:
    code = ord(found[0])
    return bytes([code - 0xDC00]).decode(WINDOWS_1252, errors="replace") if code else "\ufffd"
