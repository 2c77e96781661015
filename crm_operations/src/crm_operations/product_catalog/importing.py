"""Products from files: many at once, by the rules of those that are entered one by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm_core.identity import NewId
from crm_core.imports import Chunk, ImportKind, ImportLine, ProductRecord
from crm_core.products import Product, ProductFields
from crm_operations.bulk import Undone, Upsert, undo_lines
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def import_products(
    work: UnitOfWork, chunk: Chunk, settings: OperationsSettings, new_id: NewId, now: datetime
) -> Sequence[ImportLine]:
    """Writes the rows of a chunk and what became of each; a code is a key, whatever else is.

    Raises KeyTaken where somebody else was faster.
    """

    def create(record: ProductRecord) -> Sequence[Product]:
        fields = {name: getattr(record, name) for name in ProductFields.model_fields}
        product = Product.new(None, entity_id=new_id(), tenant_id=work.actor.tenant_id, at=now, **fields)
        return [product if record.is_active else product.retire(at=now)]

    def change(product: Product, record: ProductRecord) -> Product:
        facts: dict[str, Any] = {name: getattr(record, name) for name in record.model_fields_set & _EDITABLE}
        if "attributes" in facts:
            facts["attributes"] = {**getattr(product, "attributes", {}), **facts["attributes"]}
        written = {
            name: value
            for name, value in facts.items()
            if value != (present := getattr(product, name)) and chunk.may_write(name.removesuffix("_minor"), present)
        }
        changed = product.changed(now, **written) if written else product
        if "is_active" in record.model_fields_set and chunk.may_write("is_active", product.is_active):
            changed = changed.restore(at=now) if record.is_active else changed.retire(at=now)
        changed.check_fields()
        return changed

    by_code = chunk if "code" in chunk.key else chunk._replace(key=(*chunk.key, "code"))
    return Upsert(work, work.products, Product, ImportKind.PRODUCT, by_code).write(create, change, settings)


def undo_products(work: UnitOfWork, lines: Sequence[ImportLine], at: datetime) -> Undone:
    """Takes back what these lines of a batch wrote; lines of quotations keep what their product was."""
    return undo_lines(work, work.products, lines, at=at, hanging=lambda _: None)


_EDITABLE = ProductFields.model_fields.keys() - {"code"}
