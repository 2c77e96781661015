import pytest
from approving import Approving


@pytest.fixture
def team() -> Approving:
    return Approving()
