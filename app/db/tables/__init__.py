"""Every table. What a person wrote is only ever in a `sealed_text` column."""

from app.db.tables.assessment import (
    answers,
    assessments,
    drafts,
    encryption_keys,
    guide_versions,
    pages,
    revisions,
)
from app.db.tables.base import Id, Moment, metadata
from app.db.tables.checkins import checkins, entries, entry_revisions, items, questions, replies
from app.db.tables.delivery import dms, outbox, pace
from app.db.tables.forms import form_texts, forms
from app.db.tables.launches import bet_details, bets, launches
from app.db.tables.nudges import budgets, codes, edits, nudges, rhythms, time_off
from app.db.tables.people import people, workspaces
from app.db.tables.sharing import (
    agreements,
    mutes,
    share_news,
    share_parts,
    share_words,
    shares,
    watches,
)

__all__ = [
    "SEALED",
    "Id",
    "Moment",
    "agreements",
    "answers",
    "assessments",
    "bet_details",
    "bets",
    "budgets",
    "checkins",
    "codes",
    "dms",
    "drafts",
    "edits",
    "encryption_keys",
    "entries",
    "entry_revisions",
    "form_texts",
    "forms",
    "guide_versions",
    "items",
    "launches",
    "metadata",
    "mutes",
    "nudges",
    "outbox",
    "pace",
    "pages",
    "people",
    "questions",
    "replies",
    "revisions",
    "rhythms",
    "share_news",
    "share_parts",
    "share_words",
    "shares",
    "time_off",
    "watches",
    "workspaces",
]

SEALED = tuple(table for table in metadata.sorted_tables if "sealed_text" in table.c)
"""Asked before a key may go."""
