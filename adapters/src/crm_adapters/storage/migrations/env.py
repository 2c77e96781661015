"""Alembic's entry: runs the migrations on the connection it is handed."""

from alembic import context

from crm_adapters.storage.schema import every_table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=every_table(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
