"""What tests commit to SQLite need not outlive the machine: a killed process loses nothing that the system was given.

Whoever imports this, in whichever process of the tests, waits for no disk.
"""

from crm_adapters.storage.kernel import engines

engines.PRAGMAS["synchronous"] = "OFF"
