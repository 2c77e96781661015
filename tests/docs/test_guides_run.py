"""The guides' code is run, so that what they promise stays true."""

import re
from pathlib import Path
from typing import Any

import pytest

from crm_operations.providers import CustomerProvider
from crm_operations.testing.contracts import CustomerProviderContract

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted([*(ROOT / "docs" / "guides").glob("*.md"), ROOT / "README.md"])


def code_of(page: Path) -> str:
    return "\n\n".join(re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRM_DATABASE_URL", raising=False)

    exec(compile(code_of(page), str(page), "exec"), {"__name__": "guide"})

    assert "Traceback" not in capsys.readouterr().err


_ADAPTER: dict[str, Any] = {"__name__": "guide"}
exec(code_of(ROOT / "docs" / "guides" / "write_an_adapter.md").partition("import pytest")[0], _ADAPTER)


class TestTheGuidesAdapterKeepsEveryPromise(CustomerProviderContract):
    @pytest.fixture
    def customers(self, tmp_path: Path) -> CustomerProvider:
        customers: CustomerProvider = _ADAPTER["JsonCustomers"](tmp_path / "customers.json")
        return customers


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"
