"""What is stored goes out, and a mapping beside the file reads it back."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.table_files import open_tables
from crm_core.activities import Activity
from crm_core.entities import Entity
from crm_core.imports import (
    NOT_EXPORTED,
    RECORDS,
    ImportKind,
    MappedRow,
    Mapper,
    Record,
    read_mapping,
)
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.products import Product

PROJECTED = {
    Lead: (ImportKind.LEAD, {"lead_number", "assigned_to", "party_id"}),
    Opportunity: (
        ImportKind.DEAL,
        {
            *{"opportunity_number", "assigned_to", "party_id", "lead_id", "closed_at", "converted_to_order_id"},
            *{"expected_revenue_minor", "actual_value_minor"},
        },
    ),
    Activity: (ImportKind.ACTIVITY, {"related_entity_type", "related_entity_id", "assigned_to", "completed_by"}),
    Product: (ImportKind.PRODUCT, {"retired_at"}),
}
"""The fields that become one of another name."""


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.output


@pytest.fixture
def _filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    crm("init")
    crm("product", "add", "007", "Engine", "--list-price", "1054.50", "--currency", "EUR")
    crm("product", "add", "JP-1", "Lamp", "--list-price", "900", "--currency", "JPY")
    crm("lead", "add", "=1+1", "--email", "ada@example.com", "--value", "1054.50", "--currency", "EUR")
    crm("lead", "add", "'Grace", "--phone", "+49 30 1")


def _read_back(file: Path) -> Sequence[Record]:
    mapping = read_mapping(Path(f"{file}.map.toml").read_text()).tables[0]
    (table,) = open_tables(file, lambda _: True, guarded=mapping.guarded)
    mapped = list(Mapper(mapping, table.columns).rows(table.rows()))
    records = [each.record for each in mapped if isinstance(each, MappedRow)]
    assert len(records) == len(mapped), mapped
    return records


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("table_format", ["csv", "xlsx", "jsonl"])
def test_what_goes_out_is_read_back_by_the_mapping_beside_it(table_format: str) -> None:
    crm("export", "all", "-o", "out", "--format", table_format)
    leads, products = (_read_back(Path(f"out/{each}.{table_format}")) for each in ("leads", "products"))

    assert [vars(each)["name"] for each in leads] == ["=1+1", "'Grace"]
    assert [vars(each)["estimated_value_minor"] for each in leads] == [105_450, None]
    assert [vars(each)["phone"] for each in leads] == [None, "+49 30 1"]
    assert all(vars(each)["external_id"] and vars(each)["created_at"] for each in leads)
    assert [(vars(each)["code"], vars(each)["list_price_minor"]) for each in products] == [
        ("007", 105_450),
        ("JP-1", 900),
    ]


@pytest.mark.usefixtures("_filled")
def test_a_text_that_looks_like_a_formula_is_guarded_in_csv_and_bare_in_json_lines() -> None:
    assert crm("export", "leads", "--columns", "name").splitlines() == ["name", "'=1+1", "'Grace"]
    written = crm("export", "leads", "--columns", "name", "--format", "jsonl").splitlines()
    assert [json.loads(each)["name"] for each in written] == ["=1+1", "'Grace"]


@pytest.mark.usefixtures("_filled")
def test_a_column_that_there_is_not_is_refused_with_the_nearest_and_nothing_is_written() -> None:
    assert "did you mean email?" in crm("export", "leads", "--columns", "emial", "-o", "leads.csv", exit_code=2)
    assert not Path("leads.csv").exists()


@pytest.mark.usefixtures("_filled")
def test_only_managers_and_above_export() -> None:
    assert crm("--as", "ada", "--role", "manager", "export", "leads")
    crm("--as", "ada", "--role", "rep", "export", "leads", exit_code=1)


@pytest.mark.parametrize("entity", PROJECTED, ids=lambda entity: entity.__name__)
def test_every_field_of_an_entity_is_exported_or_has_a_reason_not_to_be(entity: type[Entity]) -> None:
    kind, renamed = PROJECTED[entity]
    own = set(entity.model_fields) - {"id", "tenant_id", "version", "updated_at"}
    exported = (own & set(RECORDS[kind].model_fields)) | renamed | set(NOT_EXPORTED[entity])
    assert own - {"created_at"} <= exported
    assert set(NOT_EXPORTED[entity]) <= own
