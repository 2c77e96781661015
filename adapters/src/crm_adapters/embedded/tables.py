"""The tables of the built-in customers and quotations. Every key begins with the tenant."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint

from crm_adapters.storage import NUMBER_KIND, Moment, key, metadata, minor, tenant_column, text
from crm_core.identity import NumberKind
from crm_core.quotations import QUANTITY_DIGITS
from crm_core.vocabulary import FOREIGN_ID_LENGTH, NUMBER_LENGTH

EMAIL_KEY_LENGTH = 512
CREATION_KEY_LENGTH = 400
"""A process id of 255 characters and the name of a step."""

customers = Table(
    "crm_customers",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("name", key(255), nullable=False),
    Column("contact_id", key()),
    Column("contact_name", text()),
    Column("email", text()),
    Column("email_key", key(EMAIL_KEY_LENGTH)),
    Column("phone", text()),
    Column("industry", text()),
    Column("owner_id", key()),
    Column("lead_id", key()),
    Column("language", key(20)),
    Column("by_email", Boolean, nullable=False),
    Column("by_phone", Boolean, nullable=False),
    Column("creation_key", key(CREATION_KEY_LENGTH), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "email_key"),
    UniqueConstraint("tenant_id", "creation_key"),
)

customer_links = Table(
    "crm_customer_links",
    metadata,
    tenant_column(),
    Column("customer_id", key(), primary_key=True),
    Column("opportunity_id", key(), primary_key=True),
    ForeignKeyConstraint(["tenant_id", "customer_id"], [customers.c.tenant_id, customers.c.id], ondelete="CASCADE"),
)

quotations = Table(
    "crm_quotations",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("number", key(50), nullable=False, info={NUMBER_KIND: NumberKind.QUOTATION}),
    Column("opportunity_id", key(), nullable=False),
    Column("customer_id", key(FOREIGN_ID_LENGTH), nullable=False),
    Column("status", key(20), nullable=False),
    Column("currency_code", key(3), nullable=False),
    Column("total_minor", minor(), nullable=False),
    Column("discount_minor", minor(), nullable=False, server_default="0"),
    Column("tax_minor", minor(), nullable=False, server_default="0"),
    Column("valid_until", Date, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("decided_at", Moment),
    Column("rejection_reason", text()),
    Column("creation_key", key(CREATION_KEY_LENGTH)),
    UniqueConstraint("tenant_id", "number"),
    UniqueConstraint("tenant_id", "creation_key"),
    Index(None, "tenant_id", "opportunity_id"),
)

QUANTITY_PARTS = 10**QUANTITY_DIGITS
"""Of one unit: what a quantity has beyond whole units is counted in these, exactly in every database."""

quotation_lines = Table(
    "crm_quotation_lines",
    metadata,
    tenant_column(),
    Column("quotation_id", key(), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("description", key(255), nullable=False),
    Column("code", key(NUMBER_LENGTH)),
    Column("quantity", BigInteger, nullable=False),
    Column("quantity_parts", Integer, nullable=False, server_default="0"),
    Column("unit_price_minor", minor(), nullable=False),
    Column("discount_basis_points", Integer, nullable=False, server_default="0"),
    Column("tax_basis_points", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["tenant_id", "quotation_id"], [quotations.c.tenant_id, quotations.c.id], ondelete="CASCADE"),
)

orders = Table(
    "crm_orders",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("number", key(50), nullable=False, info={NUMBER_KIND: NumberKind.ORDER}),
    Column("quotation_id", key(), nullable=False),
    Column("opportunity_id", key(), nullable=False),
    Column("customer_id", key(FOREIGN_ID_LENGTH), nullable=False),
    Column("currency_code", key(3), nullable=False),
    Column("total_minor", minor(), nullable=False),
    Column("tax_minor", minor(), nullable=False, server_default="0"),
    Column("creation_key", key(CREATION_KEY_LENGTH), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "number"),
    UniqueConstraint("tenant_id", "quotation_id"),
    Index(None, "tenant_id", "opportunity_id"),
    ForeignKeyConstraint(["tenant_id", "quotation_id"], [quotations.c.tenant_id, quotations.c.id]),
)
