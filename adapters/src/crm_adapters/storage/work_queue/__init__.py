"""What waits for people, found by one statement: a part for each kind of work."""

from crm_adapters.storage.work_queue.queue import SqlWorkQueue

__all__ = ["SqlWorkQueue"]
