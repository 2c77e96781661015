"""What was handed out again is taken up at once: DBOS looks for it each second and takes no other figure."""

from dbos._dbos import _get_or_create_dbos_registry


def take_up_every(seconds: float) -> None:
    """For every engine this process opens from now on."""
    _get_or_create_dbos_registry().get_internal_queue()._polling_interval_sec = seconds
