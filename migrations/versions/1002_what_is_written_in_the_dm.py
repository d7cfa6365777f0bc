"""What is written in the DM."""

import sqlalchemy as sa
from alembic import op

revision = "1002"
down_revision = "1001"


def upgrade() -> None:
    with op.batch_alter_table("thread_replies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_ts", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("week", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("fate", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("has_files", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.alter_column(
            "message_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        )
        batch_op.create_index("ix_thread_replies_answer_id", ["answer_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_thread_replies_answer_id_outbox"), "outbox", ["answer_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("thread_replies", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_replies_answer_id_outbox"), type_="foreignkey")
        batch_op.drop_index("ix_thread_replies_answer_id")
        batch_op.alter_column(
            "message_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        )
        batch_op.drop_column("has_files")
        batch_op.drop_column("fate")
        batch_op.drop_column("week")
        batch_op.drop_column("answer_id")
        batch_op.drop_column("thread_ts")
