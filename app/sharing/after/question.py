"""The message about which an author is asked. An answer is about that message and that try of it alone: an
older button, or a second press, answers for no other one."""

from app.sharing.model import PartState, Share, SharePart, ShareState

OVER = frozenset({ShareState.REMOVING, ShareState.REMOVED})
"""Taken back."""


def in_question(share: Share, parts: tuple[SharePart, ...]) -> SharePart | None:
    """The message of which nobody knows whether it is there, or where.

    Of what was taken back also words in the thread, and what the author said is missing: they may find it.
    What has to go below a post that a link alone names waits for a better answer.
    """
    removing, waits = share.state in OVER, share.state is ShareState.UNCLEAR
    lost = [part for part in parts if part.ts is None or (waits and part.by_link)]
    asked = [part for part in lost if removing or part.word_id is None]
    for state in (PartState.UNCLEAR, PartState.THERE, PartState.MISSING):
        if found := next((part for part in asked if part.state is state), None):
            return found
    return None


def question(share: Share, part: SharePart) -> str:
    """What the buttons that answer carry: "TOKEN:PART:TRY"."""
    return f"{share.token}:{part.id}:{part.tried}"


def asked(share: Share, parts: tuple[SharePart, ...], value: str) -> SharePart | None:
    """The message that an answer is about; None where that is settled."""
    part = in_question(share, parts)
    return part if part and value == question(share, part) else None


def token_of(value: str) -> str:
    return value.partition(":")[0]
