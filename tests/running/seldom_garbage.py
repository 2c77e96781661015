"""What is loaded and collected stays until the end, so the garbage collector need not look at it again and again."""

import gc

import pytest

YOUNG, MIDDLE, OLD = 20_000, 20, 50
"""How many new objects, and how many of the younger rounds, bring a round on; Python's own are 700, 10 and 10."""

gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
