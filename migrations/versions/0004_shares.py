"""What is shared with whom, and what is said to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_watches_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_watches")),
    )
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.create_index("ix_watches_check_at", ["check_at"], unique=False)

    op.create_table(
        "mutes",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mutes_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=24), nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("em_user_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("preview", sa.String(length=24), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_shares_form_id_forms")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shares_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_shares_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("form_id", name=op.f("uq_shares_form_id")),
        sa.UniqueConstraint("token", name=op.f("uq_shares_token")),
    )
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.create_index("ix_shares_person_id_id", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "ix_shares_workspace_id_channel_id", ["workspace_id", "channel_id"], unique=False
        )

    op.create_table(
        "agreements",
        sa.Column("share_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_agreements_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "n", name=op.f("pk_agreements")),
    )
    op.create_table(
        "share_news",
        sa.Column("share_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_share_news_message_id_outbox")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_share_news_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "what", "who", name=op.f("pk_share_news")),
    )
    op.create_table(
        "share_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("share_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("by_em", sa.Boolean(), nullable=False),
        sa.Column("in_thread", sa.Boolean(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_share_words_message_id_outbox")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_share_words_person_id_people")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_share_words_share_id_shares")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_words")),
        sa.UniqueConstraint("key", name=op.f("uq_share_words_key")),
    )
    with op.batch_alter_table("share_words", schema=None) as batch_op:
        batch_op.create_index("ix_share_words_share_id", ["share_id"], unique=False)

    op.create_table(
        "share_parts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("share_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("word_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("remove_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=40), nullable=True),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.Column("was_unclear", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_share_parts_message_id_outbox")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_share_parts_share_id_shares")),
        sa.ForeignKeyConstraint(
            ["word_id"], ["share_words.id"], name=op.f("fk_share_parts_word_id_share_words")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_parts")),
        sa.UniqueConstraint("share_id", "place", name=op.f("uq_share_parts_share_id_place")),
    )
    with op.batch_alter_table("share_parts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_share_parts_remove_at",
            ["remove_at"],
            unique=False,
            sqlite_where=sa.text("remove_at IS NOT NULL"),
            postgresql_where=sa.text("remove_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("share_parts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_share_parts_remove_at",
            sqlite_where=sa.text("remove_at IS NOT NULL"),
            postgresql_where=sa.text("remove_at IS NOT NULL"),
        )

    op.drop_table("share_parts")
    with op.batch_alter_table("share_words", schema=None) as batch_op:
        batch_op.drop_index("ix_share_words_share_id")

    op.drop_table("share_words")
    op.drop_table("share_news")
    op.drop_table("agreements")
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_index("ix_shares_workspace_id_channel_id")
        batch_op.drop_index("ix_shares_person_id_id")

    op.drop_table("shares")
    op.drop_table("mutes")
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_index("ix_watches_check_at")

    op.drop_table("watches")
