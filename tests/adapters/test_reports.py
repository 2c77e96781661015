"""Reports as files: nothing runs, nothing is fetched, nothing is lost on the way."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.reports import FileReports
from crm_adapters.reports import spreadsheet as spreadsheet_module
from crm_core.money import Money
from crm_core.pipelines import Months, Rate
from crm_operations.pipeline_analytics import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Highlight,
    ReportContents,
    ReportFormat,
    ReportTooLarge,
    Section,
    Series,
    Table,
)

AT = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
"""In Berlin it is already April."""
NASTY = "<script>alert('x')</script>"
MARCH = date(2026, 3, 1)

COLUMNS = (
    Column(name="person", title="Person"),
    Column(name="month", title="Month", kind=ColumnKind.MONTH),
    Column(name="deals", title="Deals", kind=ColumnKind.COUNT),
    Column(name="currency", title="Currency", kind=ColumnKind.CURRENCY),
    Column(name="value", title="Value", kind=ColumnKind.MONEY),
    Column(name="rate", title="Win rate", kind=ColumnKind.RATE),
    Column(name="stay", title="Stay", kind=ColumnKind.DURATION),
    Column(name="at", title="At", kind=ColumnKind.MOMENT),
)


def row(person: str = "Ann", value: Money | None = None) -> tuple[Cell, ...]:
    money = value or Money(minor=123_456, currency="EUR")
    return (person, MARCH, 1_200, money.currency, money, Rate.of(1, 3), timedelta(days=1, hours=12), AT)


def contents(*rows: tuple[Cell, ...], charts: tuple[Chart, ...] = (), name: str = "people") -> ReportContents:
    table = Table(name=name, title="By person", columns=COLUMNS, rows=rows, empty="Nobody yet.")
    return ReportContents(
        name="pipeline-report",
        title="Pipeline report",
        tenant_id="acme",
        scope="All pipelines",
        months=Months(first=MARCH, count=1, timezone="Europe/Berlin"),
        generated_at=AT,
        timezone="Europe/Berlin",
        highlights=(Highlight(title="Open", values=(Money(minor=999_950, currency="EUR"),), note="3 deals"),),
        sections=(Section(name="people", title="People", note="In words.", charts=charts, tables=(table,)),),
    )


def chart(kind: ChartKind = ChartKind.RANKING, label: str = "Ann", value: int = 500) -> Chart:
    ranged = {"lows": (value // 2,), "highs": (value * 2,)} if kind is ChartKind.RANGE else {}
    series = (Series(title="Won", values=(value,), **ranged),)
    return Chart(name=f"c-{kind}", title="Won by person", kind=kind, labels=(label,), series=series, currency="EUR")


def written(report_format: ReportFormat, what: ReportContents) -> bytes:
    return FileReports().render(what, report_format).content


def page(what: ReportContents) -> str:
    return written(ReportFormat.HTML, what).decode()


def lines(what: ReportContents) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written(ReportFormat.CSV, what).decode(), newline="")))


class Page(HTMLParser):
    """What a browser would see: the elements, their attributes, and the text of each cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag in {"td", "th"}:
            self.cells.append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data


@pytest.mark.requirement("FUN-CRMOP-0029", "CRD-CRMOP-0081")
@pytest.mark.parametrize(
    ("report_format", "media_type"),
    [
        (ReportFormat.JSON, "application/json"),
        (ReportFormat.CSV, "text/csv; charset=utf-8"),
        (ReportFormat.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (ReportFormat.HTML, "text/html; charset=utf-8"),
    ],
)
def test_a_file_is_named_after_the_day_where_the_tenant_lives(report_format: ReportFormat, media_type: str) -> None:
    report = FileReports().render(contents(row()), report_format)

    assert (report.filename, report.media_type) == (f"pipeline-report-2026-04-01.{report_format}", media_type)


@pytest.mark.parametrize("report_format", ReportFormat)
def test_the_same_contents_give_the_same_file(report_format: ReportFormat) -> None:
    charts = tuple(chart(kind) for kind in ChartKind)

    assert written(report_format, contents(row(), charts=charts)) == written(
        report_format, contents(row(), charts=charts)
    )


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("report_format", ReportFormat)
def test_rows_that_come_one_by_one_give_the_same_file(report_format: ReportFormat, count: int) -> None:
    rows = [row(NASTY)] * count

    parts = list(FileReports().render_parts(contents(), report_format, iter(rows)))

    assert b"".join(parts) == written(report_format, contents(*rows))
    if report_format in {ReportFormat.CSV, ReportFormat.JSON}:
        assert sum(NASTY[:3] in part.decode() for part in parts) == count, "one part a row"


# HTML


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_page_fetches_nothing_and_runs_nothing() -> None:
    text = page(contents(row(), charts=tuple(chart(kind) for kind in ChartKind)))

    seen = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "image", "use", "base"} & set(seen.tags)
    assert not {"src", "href", "xlink:href", "srcset"} & {name for name, _ in seen.attributes}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import", text)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in seen.attributes
    assert seen.tags.count("svg") == len(ChartKind)


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_name_that_looks_like_a_script_stays_a_name() -> None:
    charts = tuple(chart(kind, label=NASTY) for kind in ChartKind)

    seen = Page(page(contents(row(NASTY), charts=charts)))

    assert "script" not in seen.tags
    assert NASTY in seen.cells


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_every_name_comes_out_as_it_went_in(name: str) -> None:
    assert Page(page(contents(row(name)))).cells[len(COLUMNS) - 1] == name


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_page_shows_figures_as_people_read_them() -> None:
    seen = Page(page(contents(row(), row(value=Money(minor=5_000, currency="JPY")))))

    heads, first, second = (seen.cells[start : start + 7] for start in (0, 7, 14))
    assert heads == ["Person", "Month", "Deals", "Value", "Win rate", "Stay", "At"]
    assert first == ["Ann", "Mar 2026", "1,200", "€1,234.56", "33.3%", "1.5 days", "1 Apr 2026, 00:30"]
    assert second[3] == "¥5,000"


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        (timedelta(hours=1), ColumnKind.DURATION, "1 hour"),
        (timedelta(minutes=90), ColumnKind.DURATION, "1.5 hours"),
        (timedelta(days=1), ColumnKind.DURATION, "1 day"),
        (timedelta(), ColumnKind.DURATION, "0 hours"),
        (date(2026, 3, 9), ColumnKind.DATE, "9 Mar 2026"),
        (-0.125, ColumnKind.RATE, "-12.5%"),
        (Rate.of(1, 1), ColumnKind.RATE, "100%"),
    ],
)
def test_a_page_says_lengths_days_and_shares(cell: Cell, kind: ColumnKind, expected: str) -> None:
    table = Table(name="t", title="T", columns=(Column(name="c", title="C", kind=kind),), rows=((cell,),))
    what = contents().model_copy(update={"sections": (Section(name="s", title="S", tables=(table,)),)})

    assert Page(page(what)).cells == ["C", expected]


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_page_says_so_where_there_is_nothing() -> None:
    nothing: tuple[Cell, ...] = ("Ann", MARCH, 0, None, None, Rate.of(0, 0), None, None)

    empty, blank = page(contents(charts=(chart(value=0),))), Page(page(contents(nothing)))

    assert "Nobody yet." in empty
    assert "<svg" not in empty
    assert blank.cells[7:] == ["Ann", "Mar 2026", "0", *["\N{EN DASH}"] * 4]


def test_a_second_currency_of_the_same_thing_goes_on_below_it() -> None:
    seen = Page(page(contents(row(), row(value=Money(minor=1, currency="USD")), row("Bob"))))

    assert [value for name, value in seen.attributes if (name, value) == ("class", "again")] == ["again"]


@given(st.text(st.characters(codec="utf-8")))
def test_a_chart_can_be_drawn_for_any_name(name: str) -> None:
    for kind in ChartKind:
        assert Page(page(contents(charts=(chart(kind, label=name),)))).tags.count("svg") == 1


def test_a_chart_tells_exact_figures_when_pointed_at() -> None:
    assert "<title>Ann: €5.00</title>" in page(contents(row(), charts=(chart(),)))


# CSV


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_one_table_stands_alone_with_bare_numbers() -> None:
    assert lines(contents(row())) == [
        ["Person", "Month", "Deals", "Currency", "Value", "Win rate", "Stay (days)", "At"],
        ["Ann", "2026-03", "1200", "EUR", "1234.56", "0.333333", "1.5", "2026-03-31T22:30:00Z"],
    ]


@pytest.mark.requirement("CRD-CRMOP-0081")
@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\uff1d",
        "\uff0b",
        "\uff0d",
        "\uff20",
        "\u200b=",
        "\ufeff\u2060 +",
        "\xa0@",
    ],
)
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    formula = f"{start}HYPERLINK(1)"

    assert lines(contents(row(formula)))[1][0] == f"'{formula}"


def test_a_text_that_only_holds_such_signs_stays_as_it_is() -> None:
    assert lines(contents(row("Ann = Bob")))[1][0] == "Ann = Bob"


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_a_negative_number_stays_a_number() -> None:
    assert lines(contents(row(value=Money(minor=-1, currency="EUR"))))[1][4] == "-0.01"


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "123456"), ("USD", "1234.56"), ("KWD", "123.456")])
def test_minor_units_are_the_currencys(currency: str, expected: str) -> None:
    assert lines(contents(row(value=Money(minor=123_456, currency=currency))))[1][4] == expected


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_several_tables_follow_each_other_under_their_titles() -> None:
    one = contents(row())
    two = one.model_copy(update={"sections": one.sections * 2})

    rows = lines(two)

    assert [rows[0], rows[3], rows[4]] == [["By person"], [], ["By person"]]


# JSON


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_json_keeps_every_figure_exact() -> None:
    report = json.loads(written(ReportFormat.JSON, contents(row(NASTY))))

    assert report["tables"]["people"] == [
        {
            "person": NASTY,
            "month": "2026-03",
            "deals": 1_200,
            "currency": "EUR",
            "value": {"minor": 123_456, "currency": "EUR"},
            "rate": {"numerator": 1, "denominator": 3, "value": 1 / 3},
            "stay": 129_600,
            "at": "2026-03-31T22:30:00Z",
        }
    ]
    assert (report["tenant_id"], report["months"]) == ("acme", {"first": "2026-03", "last": "2026-03"})
    assert report["highlights"][0]["values"] == [{"minor": 999_950, "currency": "EUR"}]


def test_json_is_laid_out_whether_there_are_tables_or_rows_or_none() -> None:
    people, nobody = contents(row(NASTY), row()), contents()
    both = enumerate((*people.tables, *nobody.tables))
    tables = [table.model_copy(update={"name": f"table {place}"}) for place, table in both]
    more = Section(name="more", title="More", tables=tuple(tables))
    for sections in ((), nobody.sections, people.sections, (*people.sections, more), (more, *nobody.sections)):
        text = written(ReportFormat.JSON, people.model_copy(update={"sections": sections})).decode()

        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


# XLSX


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_workbook_holds_numbers_with_their_currency() -> None:
    cells, styles = sheet(contents(row(), row(value=Money(minor=7, currency="JPY"))), "By person")

    assert [cells[name] for name in ("A2", "C2", "D2", "E2", "G2", "E3")] == ["Ann", 1_200, "EUR", 1_234.56, 1.5, 7]
    assert cells["F2"] == pytest.approx(1 / 3)
    assert [styles[name] for name in ("E2", "E3", "F2")] == ["[$EUR] #,##0.00", "[$JPY] #,##0", "0.0%"]


@pytest.mark.requirement("FUN-CRMOP-0029", "CRD-CRMOP-0081")
def test_a_workbook_has_no_formula_and_no_link() -> None:
    workbook = written(ReportFormat.XLSX, contents(row("=1+1"), row("https://example.com"), row("{=1}")))

    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in sheets)
    assert [cell for name, cell in sheet(contents(row("=1+1")), "By person")[0].items() if name == "A2"] == ["=1+1"]


def test_days_before_1900_are_written_as_text() -> None:
    first_day = datetime(1900, 1, 1, tzinfo=UTC)
    early = ("Ann", date(1899, 12, 1), 1, "EUR", Money(minor=1, currency="EUR"), Rate.of(1, 3), timedelta(1), first_day)
    western = contents(early).model_copy(update={"timezone": "America/New_York"})

    cells, _ = sheet(western, "By person")

    assert (cells["B2"], cells["H2"]) == ("1899-12", "1899-12-31 19:00")


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_workbook_has_a_sheet_for_each_table_and_draws_its_charts() -> None:
    one = contents(row(), charts=tuple(chart(kind) for kind in ChartKind))
    tables = tuple(
        table.model_copy(update={"title": title})
        for table in one.tables
        for title in ("Won: [all]/'some'?", "Summary", "A title that is much too long for any sheet", "A")
    )
    section = one.sections[0].model_copy(update={"tables": tables})

    with zipfile.ZipFile(
        io.BytesIO(written(ReportFormat.XLSX, one.model_copy(update={"sections": (section,)})))
    ) as parts:
        names = [
            each.get("name", "") for each in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
        drawn = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        ranged = [name for name in drawn if b"errBars" in parts.read(name)]

    assert [names[0], *names[-2:]] == ["Summary", "Charts", "Chart data"]
    assert len(names) == len({name.lower() for name in names}) == 7
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)
    assert (len(drawn), len(ranged)) == (len(ChartKind), 1)


def test_bars_of_a_waterfall_each_begin_where_the_one_before_ended() -> None:
    steps = {"Opening": 10_000, "Won": -4_000, "New": 2_500, "Down": -500, "Closing": 8_000}
    series = (Series(title="Open value", values=tuple(steps.values())),)
    fall = Chart(name="w", title="W", kind=ChartKind.WATERFALL, labels=tuple(steps), series=series, currency="USD")

    assert fall.floors == (0, 6_000, 6_000, 8_000, 0)
    text = page(contents(row(), charts=(fall,)))
    assert [words for words in re.findall(r"<title>(.*?)</title>", text) if words.split(":")[0] in steps] == [
        "Opening: $100.00",
        "Won: -$40.00",
        "New: $25.00",
        "Down: -$5.00",
        "Closing: $80.00",
    ]
    assert "serie-0" not in text


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_more_rows_than_a_sheet_holds_are_refused_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_module, "MOST_ROWS", 1)

    with pytest.raises(ReportTooLarge, match="holds 1 rows and there are 2; take csv or json"):
        written(ReportFormat.XLSX, contents(row(), row()))


def test_a_very_long_text_ends_where_a_cell_does() -> None:
    cells, _ = sheet(contents(row("a" * 40_000)), "By person")

    assert cells["A2"] == "a" * 32_766 + "…"


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheet(what: ReportContents, sheet_name: str) -> tuple[dict[str, str | float], dict[str, str]]:
    """The cells of the sheet of that name and their number formats, read from the file itself."""
    with zipfile.ZipFile(io.BytesIO(written(ReportFormat.XLSX, what))) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        place = [each.get("name") for each in book.iter(f"{MAIN}sheet")].index(sheet_name) + 1
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        styles = ElementTree.fromstring(parts.read("xl/styles.xml"))
        page = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{place}.xml"))
    texts = ["".join(part.text or "" for part in each.iter(f"{MAIN}t")) for each in shared.iter(f"{MAIN}si")]
    layouts = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{MAIN}numFmt")}
    formats = [layouts.get(each.get("numFmtId"), "") for each in styles.find(f"{MAIN}cellXfs") or ()]
    cells: dict[str, str | float] = {}
    shown: dict[str, str] = {}
    for cell in page.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        if value is not None:
            name = cell.get("r", "")
            cells[name] = texts[int(value)] if cell.get("t") == "s" else float(value)
            shown[name] = formats[int(cell.get("s", 0))]
    return cells, shown
