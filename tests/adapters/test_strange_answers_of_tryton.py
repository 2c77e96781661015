"""Whatever a Tryton server, or what stands between, answers: it is cleaned and told, or it is an error of ours."""

import copy
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from crm_adapters.guards import CachedAnswers, CircuitBreaker, Guard, guarded
from crm_adapters.tryton import Tryton, TrytonCustomers, TrytonOrders, TrytonQuotations
from crm_adapters.tryton.decisions import decided_since
from crm_adapters.tryton.json_codec import written
from crm_core.errors import CrmError, Unavailable
from crm_core.testing import VirtualClock
from crm_core.texts import unfit_character
from crm_core.values import FIRST_MOMENT, LAST_MOMENT
from crm_core.vocabulary import LINE_LENGTH
from crm_operations.providers import Customer, CustomerDraft, CustomerProvider, CustomerUpdate, Order, Quotation

Path = tuple[str | int, ...]

WRITTEN = datetime(2026, 1, 15, 9, tzinfo=UTC)
RECORDS: Mapping[str, Any] = {
    "res.user/get_preferences": {"company": 1, "employee": 1, "company.rec_name": "Acme"},
    "party.party": [
        {
            "id": 7,
            "name": "Analytical Engines",
            "code": "CRM-7",
            "_timestamp": "1700000000.0",
            "lang": {"id": 1, "code": "en"},
            "identifiers": [{"id": 1, "code": "p/1"}],
            "contact_mechanisms": [
                {"id": 1, "type": "email", "value": "ada@example.com", "name": None},
                {"id": 2, "type": "other", "value": "Ada Lovelace", "name": "Contact person"},
            ],
        }
    ],
    "sale.opportunity": [
        {
            "id": 3,
            "reference": "deal-1",
            "state": "won",
            "lost_reason": "too dear",
            "create_date": WRITTEN,
            "write_date": WRITTEN,
            "sales": [
                {
                    "id": 9,
                    "state": "processing",
                    "number": "9",
                    "reference": "CRM-9",
                    "party": {"id": 7, "name": "Analytical Engines"},
                    "currency": {"id": 1, "code": "USD"},
                    "untaxed_amount": Decimal("3751.00"),
                    "tax_amount": Decimal("712.69"),
                    "quotation_date": date(2026, 1, 15),
                    "quotation_expire": date(2026, 2, 15),
                    "sale_date": date(2026, 1, 16),
                    "create_date": WRITTEN,
                    "write_date": WRITTEN,
                    "lines": [
                        {
                            "id": 1,
                            "type": "line",
                            "description": "Engine",
                            "rec_name": "Engine",
                            "quantity": 3.0,
                            "unit_price": Decimal("1250.3333"),
                            "amount": Decimal("3751.00"),
                            "product": {"id": 5, "code": "ENG-1"},
                            "taxes": [{"id": 2, "rate": Decimal("0.19")}],
                        }
                    ],
                }
            ],
        }
    ],
    "ir.note": [
        {"id": 1, "resource": "sale.sale,9", "message": "CRM: accepted at 2026-01-16T10:00:00+00:00\nfine"},
    ],
}
TEXTS = frozenset({"name", "value", "number", "description", "rec_name", "lost_reason", "message", "code"})
MOMENTS = frozenset({"create_date", "write_date"})
HOSTILE_TEXTS = ("Acme\x00\x1b[31m\u202e\r\nLtd", "\ud83e", "x" * 1_000_000, "\x1b]8;;http://evil\x07", "<b>&[bold]")
FAR_MOMENTS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
STRANGE: tuple[Any, ...] = (
    HOSTILE_TEXTS[0],
    "x" * 1_000,
    *FAR_MOMENTS,
    None,
    True,
    -1,
    10**400,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1e999"),
    Decimal("-0.001"),
    date(226, 6, 30),
    date.max,
    "2026-01-15T09:00:00",
    "XXX",
    "usd",
    "deal 1 #2 / a:b",
    "",
    [],
    {},
    {"__class__": "datetime", "year": 0},
    {"__class__": ["a"]},
)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"[null]",
    b"[[]]",
    b"17",
    b'"a text"',
    b"<html><body>Please log in</body></html>",
    b'[{"id": 7',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"9" * 100_000,
    b'[{"__class__": "Decimal", "decimal": "many"}]',
    b'[{"__class__": "date", "year": 2026, "month": 13, "day": 1}]',
)


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str] = {}


class Counterfeit:
    """A web server that answers every question about a model with what was put there, whatever was asked."""

    def __init__(self) -> None:
        self.records: Any = {}
        self.reply: Reply | None = None
        """Instead of the records."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Reply:
        if self.reply is not None and "get_preferences" not in path:
            return self.reply
        if path.endswith("/rpc/"):
            return Reply(200, written({"id": 1, "result": [1, "session"]}).encode())
        model = path.partition("/rest/model/")[2].partition("?")[0]
        return Reply(200, written(self.records.get(model, [])).encode())

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        counterfeit = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                reply = counterfeit.answer(self.path)
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  as the library calls them

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture(scope="module")
def counterfeit() -> Iterator[Counterfeit]:
    server = Counterfeit()
    yield server
    server.stop()


@pytest.fixture
def server(counterfeit: Counterfeit) -> Counterfeit:
    counterfeit.records, counterfeit.reply = copy.deepcopy(RECORDS), None
    return counterfeit


@pytest.fixture
def tryton(server: Counterfeit) -> Iterator[Tryton]:
    account = {"database": "acme", "key": "secret", "user": "ada", "password": "secret"}
    opened = Tryton(server.url, {"acme": account}, attempts=1)
    yield opened
    opened.close()


@pytest.fixture
def quotations(tryton: Tryton) -> TrytonQuotations:
    return TrytonQuotations(tryton, VirtualClock(), lambda _: ZoneInfo("UTC"))


@pytest.fixture
def questions(tryton: Tryton, quotations: TrytonQuotations) -> Mapping[str, Sequence[Callable[[], Any]]]:
    """By the model they ask about."""
    customers, orders = TrytonCustomers(tryton), TrytonOrders(quotations)
    of_sales = (
        lambda: quotations.find_by_opportunity_id("acme", "deal-1"),
        lambda: orders.find_by_id("acme", "acme-9"),
    )
    return {
        "res.user": [lambda: tuple(customers.check("acme"))],
        "party.party": [
            lambda: customers.find_by_id("acme", "acme-7"),
            lambda: customers.find_by_email("acme", "ada@example.com"),
            lambda: customers.get_communication_preferences("acme", "acme-7"),
        ],
        "sale.opportunity": [*of_sales, lambda: decided_since(tryton.client("acme"), None)],
        "ir.note": of_sales,
    }


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every part of the records, whole records and lists included."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from leaves(part, (*path, name))


EVERY_PART = [path for path in leaves(RECORDS) if len(path) > 1]
OF_THEIRS = {("currency", "code"), (1, "name")}
"""Words of Tryton's own, which are no texts."""
EVERY_TEXT = [path for path in EVERY_PART if path[-1] in TEXTS and path[-2:] not in OF_THEIRS]


@pytest.mark.parametrize("path", EVERY_PART, ids=lambda path: ".".join(map(str, path)))
def test_whatever_stands_in_an_answer_is_told_or_is_an_error_of_ours(
    server: Counterfeit, questions: Mapping[str, Sequence[Callable[[], Any]]], path: Path
) -> None:
    asked = questions[str(path[0]).partition("/")[0]]
    for strange in (*STRANGE, KeyError):
        server.records = put(path, strange)
        for ask in asked:
            check_bounds(answer_of(ask))


@pytest.mark.parametrize("path", EVERY_TEXT, ids=lambda path: ".".join(map(str, path)))
def test_a_hostile_text_keeps_nobody_from_the_rest(
    server: Counterfeit, questions: Mapping[str, Sequence[Callable[[], Any]]], path: Path
) -> None:
    for text in HOSTILE_TEXTS:
        server.records = put(path, text)
        for ask in questions[str(path[0]).partition("/")[0]]:
            ask()


def test_a_moment_beyond_the_calendar_keeps_nobody_from_the_rest(
    server: Counterfeit, quotations: TrytonQuotations
) -> None:
    for field in MOMENTS:
        for far, expected in zip(FAR_MOMENTS, (FIRST_MOMENT, LAST_MOMENT), strict=True):
            server.records = put(("sale.opportunity", 0, "sales", 0, field), far)
            (found,) = quotations.find_by_opportunity_id("acme", "deal-1")
            assert field == "write_date" or found.created_at.year == expected.year


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_is_no_answer_of_tryton_is_an_error_of_ours(
    server: Counterfeit, tryton: Tryton, quotations: TrytonQuotations, encoding: str
) -> None:
    customers = TrytonCustomers(tryton)
    draft = CustomerDraft(name="Engines", email="ada@example.com")
    commands: list[Callable[[], Any]] = [
        lambda: customers.find_by_id("acme", "acme-7"),
        lambda: customers.create_from_lead("acme", draft, key="p/1"),
        lambda: customers.update("acme", "acme-7", CustomerUpdate(phone="1")),
        lambda: quotations.find_by_opportunity_id("acme", "deal-1"),
        lambda: quotations.mark_as_accepted("acme", "acme-9", WRITTEN),
        lambda: decided_since(tryton.client("acme"), None),
        lambda: tryton.session("acme").call("model.party.party.read", context={}),
    ]
    for status in (200, 400, 403, 404, 418, 500):
        for body in BODIES:
            server.reply = Reply(status, body, {"Content-Encoding": encoding})
            for ask in commands:
                answer_of(ask)
    server.reply = Reply(200, gzip.compress(b"null"), {"Content-Encoding": "gzip"})
    answer_of(commands[0])


def test_an_answer_that_is_cut_off_may_be_asked_for_again(server: Counterfeit, tryton: Tryton) -> None:
    server.reply = Reply(200, b'[{"id": 7')

    with pytest.raises(Unavailable, match=r"answered party\.party with something that is no JSON"):
        TrytonCustomers(tryton).find_by_id("acme", "acme-7")


def test_guards_hand_on_what_was_cleaned(server: Counterfeit, tryton: Tryton) -> None:
    server.records = put(("party.party", 0, "name"), HOSTILE_TEXTS[0])
    guards: list[Guard] = [CachedAnswers(60, 10), CircuitBreaker("tryton", 2, 60)]
    customers: CustomerProvider = guarded(TrytonCustomers(tryton), CustomerProvider, guards)

    first = customers.find_by_id("acme", "acme-7")
    server.records = put(("party.party", 0, "contact_mechanisms"), 17)
    again = customers.find_by_id("acme", "acme-7")

    assert first is not None
    assert first.name == "Acme\ufffd\ufffd[31m Ltd"
    assert again == first
    for _ in range(3):
        with pytest.raises(CrmError, match="cannot be understood"):
            customers.find_by_email("acme", "ada@example.com")


def put(path: Path, strange: Any) -> Any:
    """The records with this instead of that part; KeyError takes it out."""
    records = copy.deepcopy(dict(RECORDS))
    *way, last = path
    inner: Any = records
    for step in way:
        inner = inner[step]
    if strange is KeyError:
        del inner[last]
    else:
        inner[last] = strange
    return records


def answer_of(ask: Callable[[], Any]) -> Any:
    """What was answered, nothing for an error of ours; any other is raised."""
    try:
        return ask()
    except CrmError as refusal:
        message = str(refusal)
    assert unfit_character(message, lines=True) is None
    assert len(message) < 3 * LINE_LENGTH
    return None


def check_bounds(answer: Any) -> None:
    for each in answer if isinstance(answer, list | tuple) else [answer]:
        if isinstance(each, Customer | Quotation | Order):
            for text in each.model_dump(mode="json").values():
                if isinstance(text, str):
                    assert unfit_character(text, lines=True) is None
                    assert len(text) <= LINE_LENGTH or text == getattr(each, "rejection_reason", None)
