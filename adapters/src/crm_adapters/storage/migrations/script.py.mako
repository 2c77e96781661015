"""${message.capitalize()}."""
<%
    import re
    from crm_adapters.storage.kernel.releases import this_release
    up, down = (re.sub(r"^ *# ###.*\n?", "", steps or "", flags=re.MULTILINE).strip() for steps in (upgrades, downgrades))
    created = tuple(sorted(re.findall(r"op\.create_table\(\s*['\"](\w+)['\"]", up)))
    helpers = []
    for line in sorted((imports or "").splitlines()):
        module, _, names = line.partition(" import ")
        used = [name for name in names.split(", ") if re.search(r"\b%s\b" % name, up + down)]
        helpers += [module + " import " + ", ".join(used)] if used else []
%>
import sqlalchemy as sa
% if "op." in up + down:
from alembic import op
% endif

% for line in helpers:
${line}
% endfor
% if created:
from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
% endif

release = "${this_release()}"
former_release_may_write = True

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
% if created:

OF_A_TENANT = ${repr(created)}
% endif


def upgrade() -> None:
    ${up or "pass"}
% if created:
    enable_rls(*OF_A_TENANT)
% endif


def downgrade() -> None:
% if created:
    disable_rls(*OF_A_TENANT)
% endif
    ${down or "pass"}
