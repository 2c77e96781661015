"""Logs: set up once, for a terminal or for a collector, always on standard error."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

from crm_adapters.cli.shell.screen import harmless
from crm_core.errors import Invalid

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}


def set_up_logs(level: str) -> None:
    """Raises Invalid for a level there is not."""
    lowest = LEVELS.get(level.strip().lower())
    if lowest is None:
        raise Invalid.field("CRM_LOG_LEVEL", f"{level!r} is no level", f"use one of: {', '.join(LEVELS)}")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _TRACEBACKS if not sys.stderr.isatty() else structlog.processors.format_exc_info,
            _harmless,
            _renderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        # Asked each time, since tests and callers exchange standard error.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _harmless(_logger: Any, _method: str, facts: EventDict) -> EventDict:
    return {name: harmless(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
"""Where it happened, and not what was at hand there: that may be anybody's data."""


def _renderer() -> Any:
    """Lines for people in a terminal, JSON for whatever collects standard error elsewhere."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer()
