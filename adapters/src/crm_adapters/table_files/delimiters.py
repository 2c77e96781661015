"""What separates the values of a line."""

from collections.abc import Callable, Sequence

from crm_adapters.extras import extra
from crm_core.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")
_RARER = ("^", "~", ":")


def delimiter_of(
    name: str, header: Callable[[str], Sequence[str]], known: Callable[[Sequence[str]], bool], sample: Callable[[], str]
) -> str:
    """The one whose header names known fields, else as the start of the file looks.

    ``header`` are the columns by a delimiter. Raises Invalid where nothing tells, and where the extra is missing.
    """
    headers = sorted(((len(header(each)), each) for each in DELIMITERS), key=lambda one: -one[0])
    for width, each in headers:
        if known(header(each)):
            return each
        if width > 1 and each == "\t" and name.casefold().endswith((".tsv", ".tab")):
            return each
    with extra("import", field=name, otherwise="or name the delimiter with --delimiter"):
        from clevercsv.detect import Detector
    found = Detector().detect(sample(), delimiters=[*DELIMITERS, *_RARER])
    if found is None:
        raise Invalid.field(name, "does not tell what separates its columns", "name it with --delimiter")
    return found.delimiter or DELIMITERS[0]


def delimiter_wished(wish: str) -> str:
    """One character; the word ``tab`` is a tab. Raises Invalid."""
    delimiter = "\t" if wish in {"tab", "\\t"} else wish
    if len(delimiter) != 1 or delimiter in '"\r\n' or not (delimiter.isprintable() or delimiter == "\t"):
        raise Invalid.field("delimiter", f"{wish[:20]!r} separates nothing", "take one character, or the word tab")
    return delimiter
