"""How the tests change what partners hold, past their adapters: the hook ``change_there`` of the contract suites."""

from typing import Any

from sqlalchemy import column, table, update
from sqlalchemy.exc import SQLAlchemyError

from crm_adapters.storage import Database

OF_A_LINE = ("description", "quantity", "unit_price_minor")


class ChangesInMemory:
    """For a fake, guarded or not."""

    def change_there(self, partner: Any, tenant: str, entity_id: str, field: str, value: Any) -> bool:
        partner.changed_there(tenant, entity_id, field, value)
        return True


class ChangesInRows:
    """For a built-in partner; the test keeps its database."""

    database: Database
    there: str
    """The table."""

    def change_there(self, partner: Any, tenant: str, entity_id: str, field: str, value: Any) -> bool:
        if self.there == "crm_quotations" and field in OF_A_LINE:
            return written(
                self.database, "crm_quotation_lines", tenant, field, value, quotation_id=entity_id, position=1
            )
        return written(self.database, self.there, tenant, field, value, id=entity_id)


def written(database: Database, name: str, tenant: str, field: str, value: object, **key: object) -> bool:
    """Whether the database takes it; as SQL would, whatever our tables say of the column."""
    bare = table(name, column("tenant_id"), column(field), *map(column, key))
    of_this = [bare.c[each] == expected for each, expected in key.items()]
    try:
        with database.engine.begin() as connection:
            connection.execute(update(bare).where(bare.c.tenant_id == tenant, *of_this).values({field: value}))
    except (SQLAlchemyError, UnicodeError):
        return False
    return True
