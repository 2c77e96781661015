"""${message.capitalize()}."""
<%
    import re
    from crm_adapters.storage.kernel.releases import this_release
    created = re.findall(r"create_table\(\s*['\"](\w+)['\"]", upgrades or "")
%>
import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
${imports if imports else ""}
release = "${this_release()}"
former_release_may_write = True

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

OF_A_TENANT = ${repr(tuple(sorted(created)))}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    ${downgrades if downgrades else "pass"}
