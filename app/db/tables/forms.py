"""What is typed into a modal outside the assessment."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from app.db.tables.base import Moment, metadata
from app.db.tables.people import people

forms = Table(
    "forms",
    metadata,
    Column("id", String(32), primary_key=True),  # random: it travels in private_metadata
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(24), nullable=False),
    Column(
        "subject", String(64), nullable=False
    ),  # what it is about, by our own ids; empty for something new
    Column("touched", BigInteger, nullable=False),  # the person's stamp when it was last typed in; 0: never
    Column("submitted", Boolean, nullable=False),
    Column("outcome", String(64), nullable=False),  # what the submission made, by our own id
    Column("opened_at", Moment, nullable=False),
    Index("ix_forms_person_id_kind_subject", "person_id", "kind", "subject"),
)

form_texts = Table(
    "form_texts",
    metadata,
    Column("form_id", ForeignKey(forms.c.id), nullable=False),
    Column("field", String(40), nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("typed", Boolean, nullable=False),  # false: what the form was prefilled with
    Column("action_order", BigInteger, nullable=False),  # Slack's action_ts times 10^8
    PrimaryKeyConstraint("form_id", "field"),
)
