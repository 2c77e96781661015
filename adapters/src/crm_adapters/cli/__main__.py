"""``python -m crm_adapters.cli`` is ``crm``."""

from crm_adapters.cli import main

main()
