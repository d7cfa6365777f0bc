<%!
import re

def plain(commands):
    """Without the remarks that Alembic puts around them."""
    return re.sub(r"# ###[^\n]*", "", commands or "").strip() or "pass"
%>\
"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades | plain}


def downgrade() -> None:
    ${downgrades | plain}
