"""The coordinator of products: read, add, edit, retire, restore."""

from collections.abc import Sequence

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import NotFound
from crm_core.identity import NewId
from crm_core.imports import Chunk, ImportLine, Lines, ProductRecord
from crm_core.products import AddProduct, EditProduct, Product, ProductFilter, ProductNotFound
from crm_core.stores import Listed
from crm_core.vocabulary import ForeignId, Id
from crm_operations.bulk import Undone
from crm_operations.operation import acts, inward, reads
from crm_operations.product_catalog.importing import import_products, undo_products
from crm_operations.records import EntityRecords, Records, repeats_lost_races
from crm_operations.settings import SettingsFor


class ProductCoordinator:
    """What a tenant sells.

    Each method raises NotPermitted; those that name a product raise ProductNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._products = EntityRecords(records, settings_for, clock, new_id, lambda work: work.products)

    @reads(Permission.DEAL_READ)
    def get(self, actor: Actor, product_id: ForeignId) -> Product:
        """Show a product, by its code or id."""
        if found := self._products.find(actor, ProductFilter.model_construct(code=product_id, limit=1)):
            return found[0]
        try:
            return self._products.get(actor, product_id)
        except NotFound:
            raise ProductNotFound.because_unknown("product", product_id) from None

    @reads(Permission.DEAL_READ)
    def list(self, actor: Actor, filters: ProductFilter) -> Listed[Product]:
        """List products in the order they were added."""
        return self._products.find(actor, filters)

    @acts(Permission.PRODUCT_MANAGE)
    def add(self, actor: Actor, request: AddProduct) -> Product:
        """Put a product into the catalog. Raises KeyTaken for a code that is there, Invalid."""
        return self._products.add(actor, Product.new, request)

    @acts(Permission.PRODUCT_MANAGE)
    def edit(self, actor: Actor, product_id: Id, request: EditProduct) -> Product:
        """Change what is known of a product; lines that were quoted keep what it was. Raises Invalid."""
        return self._products.change(actor, product_id, lambda each, at: each.edited(request, at=at))

    @acts(Permission.PRODUCT_MANAGE)
    def retire(self, actor: Actor, product_id: Id) -> Product:
        """Let no new line name a product; where it was sold it stays."""
        return self._products.change(actor, product_id, lambda each, at: each.retire(at=at))

    @acts(Permission.PRODUCT_MANAGE)
    def restore(self, actor: Actor, product_id: Id) -> Product:
        """Let new lines name a product again."""
        return self._products.change(actor, product_id, lambda each, at: each.restore(at=at))

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 products of a file. A row that a rule refuses has a line with its problem. Raises KeyTaken."""
        chunk.require(ProductRecord)
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            return import_products(work, chunk, settings, self._new_id, self._clock.now())

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Take back what these lines of a batch wrote."""
        with self._records.writing(actor, batch=lines[0].batch_id) as work:
            return undo_products(work, lines, self._clock.now())
