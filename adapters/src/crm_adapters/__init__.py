"""CRMOperations on real systems: storage, partners, notifiers, relay, wiring and the command line."""
