"""Where Slack says people are."""

import sqlalchemy as sa
from alembic import op

revision = "1003"
down_revision = "1002"


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
    # Whose profile was read has the zone from there.
    op.execute(
        "UPDATE people SET zone = (SELECT zone FROM rhythms WHERE rhythms.person_id = people.id "
        "AND rhythms.profile_read_at IS NOT NULL)"
    )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("zone")
