"""The catalog of products is kept at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.output


def test_a_product_is_added_edited_listed_retired_and_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    crm("init")

    price = ("--list-price", "4500", "--currency", "USD")
    assert crm("product", "add", "ENG-1", "Engine", "--category", "Hardware", *price) == (
        "Engine is in the catalog as ENG-1.\n"
    )
    assert "ENG-1" in crm("product", "add", "ENG-1", "Other", exit_code=1)
    crm("product", "edit", "ENG-1", "--list-price", "4800.50", "--recurring", "year")
    [product] = json.loads(crm("product", "list", "--json"))
    assert (product["list_price_minor"], product["recurring"]) == (480_050, "year")
    crm("product", "retire", "ENG-1")
    assert crm("product", "list", "--only-active") == "No products.\n"
    assert crm("product", "restore", "ENG-1") == "Engine is sold again.\n"
    crm("product", "show", "NONE", exit_code=1)
