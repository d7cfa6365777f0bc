"""The table: who may see what, and where. Whatever does not stand in it is seen by nobody.

It holds in both directions: a thing that shows anywhere else is a leak, and a thing that does not show where
the table says it does means that the story did not reach it.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Table

from app.db.tables import Sealed
from tests.privacy.cast import Role
from tests.privacy.surfaces import Surface
from tests.privacy.things import Thing

MODAL, MESSAGE, OPTION = Surface.MODAL, Surface.MESSAGE, Surface.OPTION
CLI, ROWS = Surface.CLI, Surface.ROWS
OWNER, EM, OPERATOR = Role.OWNER, Role.EM, Role.OPERATOR
T = Thing

Cells = Mapping[Role, frozenset[Surface]]

READERS = (Role.EM, Role.MEMBER, Role.GUEST, Role.NEWCOMER, Role.EXTERNAL)
"""Whoever was in the channel while the share stood, or came later: an external person once the channel was
shared outside, of which Ada was told."""
POST = frozenset({MESSAGE})
"""A post: what a phone shows of it on a locked screen names its author and nothing else."""


def mine(*surfaces: Surface) -> Cells:
    return {OWNER: frozenset(surfaces)}


def told(*mine_too: Surface, readers_too: Iterable[Surface] = ()) -> Cells:
    """Posted to the channel."""
    return {OWNER: POST | set(mine_too)} | dict.fromkeys(READERS, POST | set(readers_too))


TABLE: Mapping[Thing, Cells] = {
    # What Ada wrote about herself. Options: the boxes of what could be shared show how it begins.
    T.ANSWER: mine(MODAL, OPTION),
    T.ANSWER_TOLD: told(MODAL, OPTION),
    T.LINES_TOLD: told(MODAL, OPTION),
    T.EVIDENCE: mine(MODAL, OPTION),
    T.DRAFT: mine(MODAL),
    T.REVISION: mine(MODAL),
    T.MIRROR: mine(MODAL, OPTION),
    T.MIRROR_TOLD: told(MODAL, OPTION),
    # Her bets: the weekly message quotes them, and a share is ticked by their titles.
    T.BET: mine(MODAL, MESSAGE, OPTION),
    T.BET_TOLD: told(MODAL, OPTION, readers_too=[OPTION]),
    T.BEFORE_SEAL: mine(MODAL),
    T.VERSION: mine(MODAL),
    T.VERSION_TOLD: told(MODAL),
    T.DETAIL: mine(MODAL),
    T.DETAIL_TOLD: told(MODAL),
    T.CONFIDENCE: mine(MODAL, OPTION),
    T.READING: mine(MODAL, MESSAGE),
    T.READING_TOLD: told(MODAL),
    T.READING_BEFORE: mine(MODAL, MESSAGE),
    T.SILENCE: mine(MODAL, MESSAGE, OPTION),
    T.ITEM: mine(MODAL),
    T.REPLY: mine(MODAL, MESSAGE),
    T.REPLY_TOLD: told(MODAL),
    T.OTHERS: {},
    T.FORM: mine(MODAL),
    # Shares, and what was agreed about them.
    T.NOTE_TOLD: told(MODAL),
    T.FIRST_NOTE: {**told(MODAL), Role.FORMER_EM: POST},
    T.UNSENT: mine(MODAL),
    T.COPIED: mine(MODAL),
    T.AGREEMENT: mine(OPTION),
    T.AGREEMENT_BEFORE: mine(MODAL),
    T.AGREEMENT_TOLD: told(MODAL, OPTION),
    # What others said to Ada.
    T.EM_WORD: mine(MESSAGE),
    T.EM_WORD_TOLD: told(),
    T.EM_WORD_DRAFT: {EM: frozenset({MODAL})},
    T.MEMBER_WORD: mine(MESSAGE),
    T.FORMER_WORD: mine(MESSAGE),
    # How each wants to be written to: days and hours are no texts, and are not sealed.
    T.SETTINGS: {OWNER: frozenset({MODAL}), OPERATOR: frozenset({ROWS})},
    T.EM_SETTINGS: {EM: frozenset({MODAL}), OPERATOR: frozenset({ROWS})},
    T.EXPLANATION: {OWNER: frozenset({MODAL}), OPERATOR: frozenset({CLI})},
    T.CODE: mine(MODAL),
}

ANSWERS = (T.ANSWER, T.ANSWER_TOLD, T.LINES_TOLD, T.EVIDENCE, T.MIRROR, T.MIRROR_TOLD)
BETS = (T.BET, T.BET_TOLD, T.BEFORE_SEAL, T.VERSION, T.VERSION_TOLD)
READINGS = (T.READING, T.READING_TOLD, T.SILENCE)
WORDS = (T.EM_WORD, T.EM_WORD_TOLD, T.MEMBER_WORD, T.FORMER_WORD)
SHARES = (T.NOTE_TOLD, T.FIRST_NOTE, T.UNSENT, T.COPIED)

HOLDS: Mapping[str, tuple[Thing, ...]] = {
    "answers": ANSWERS,
    "revisions": (T.REVISION,),
    "bets": BETS,
    "bet_details": (T.DETAIL, T.DETAIL_TOLD, T.CONFIDENCE),
    "checkin_answers": READINGS,
    "checkin_answer_revisions": (T.READING_BEFORE,),
    "items": (T.ITEM,),
    "thread_replies": (T.REPLY, T.REPLY_TOLD),
    "form_texts": (T.DRAFT, T.FORM, T.EM_WORD_DRAFT, T.COPIED),
    "shares": SHARES,
    "share_parts": (T.NOTE_TOLD, T.EM_WORD_TOLD),
    "share_words": WORDS,
    "agreements": (T.AGREEMENT, T.AGREEMENT_BEFORE, T.AGREEMENT_TOLD),
    "rhythms": (T.SETTINGS, T.EM_SETTINGS),
    "time_off": (T.SETTINGS, T.EM_SETTINGS),
    "outbox": (T.EXPLANATION,),
    "nudges": (T.EXPLANATION,),
    "codes": (T.CODE,),
}
"""Every table that holds something of a person, and which things of the story are in it."""

HOLDS_NOTHING: Mapping[str, str] = {
    "guide_versions": "the guide's own words",
    "encryption_keys": "ids of keys, and what proves them",
    "workspaces": "Slack's ids",
    "people": "Slack's ids and a counter",
    "assessments": "when each began and ended",
    "forms": "which form or page was opened when",
    "launches": "days and states of launches",
    "checkins": "which week was asked about",
    "questions": "which message shows which check-in",
    "edits": "which message is to be edited",
    "dms": "Slack's ids",
    "pace": "when the next message may go",
    "share_news": "who came into a channel, by id",
    "watches": "which channels are looked at",
    "mutes": "who wants no reminders: a date",
}
"""Every other table: nothing that somebody wrote, and nothing they chose for themselves to see."""


def unknown(tables: Iterable[Table]) -> list[str]:
    """What is wrong with the two lists above: a new table has to be put on one of them by hand."""
    problems = []
    for table in tables:
        is_sealed = any(isinstance(column.type, Sealed) for column in table.c)
        if (table.name in HOLDS) == (table.name in HOLDS_NOTHING):
            problems.append(f"{table.name} has to stand on one of the two lists")
        elif is_sealed and not HOLDS.get(table.name):
            problems.append(f"{table.name} is sealed, and no thing of the story is in it")
    return problems


def differences(found: Mapping[Thing, Mapping[Role, set[Surface]]]) -> list[str]:
    """All things times all roles times all surfaces, in both directions."""
    wrong = []
    for thing in Thing:
        for role in Role:
            for surface in Surface:
                allowed = surface in TABLE[thing].get(role, frozenset())
                seen = surface in found.get(thing, {}).get(role, set())
                if seen and not allowed:
                    wrong.append(f"LEAK: {role.value} saw {thing.value} in {surface.value}")
                if allowed and not seen:
                    wrong.append(f"not reached: {thing.value} for {role.value} in {surface.value}")
    return wrong
