"""The command line with partners that live elsewhere: ``python command_line.py HOST PORT AUTHKEY lead convert ...``."""

import sys
from functools import partial
from typing import Any

from client import remote_partners
from faults import PARTNERS

from crm_adapters.cli import main
from crm_adapters.cli.shell import session
from crm_adapters.wiring import open_crm

PATIENT_SECONDS = 600.0
"""Whoever freezes the partners wants a command that waits for them, however slow the machine is."""


def elsewhere(host: str, port: str, authkey: str) -> dict[str, Any]:
    partners = remote_partners((host, int(port)), authkey, PATIENT_SECONDS)
    return {name: getattr(partners, name) for name in PARTNERS}


if __name__ == "__main__":
    vars(session)["open_crm"] = partial(open_crm, **elsewhere(*sys.argv[1:4]))
    sys.argv = ["crm", *sys.argv[4:]]
    main()
