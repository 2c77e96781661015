"""The atomic domain of CRMOperations: entities, rules and the Protocols of their stores; no I/O."""
