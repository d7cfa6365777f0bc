"""How a share stands, in sentences: on the receipt, and wherever it was taken back."""

from app.sharing.after.screens import TakenScreen
from app.sharing.after.views.remedies import refused_words, stopped_words
from app.sharing.after.views.take_back import BY_AND_BY, CANNOT_RECALL, TRIED_AGAIN
from app.sharing.model import PartState, Share, SharePart, ShareState
from app.slack.blocks import Block, Words, line, modal, rich

TAKEN = "share.taken"

LOST_POST = (
    "The post is there, as you say, but I do not know where: what belongs into its thread waits, and I "
    "cannot delete it. Press any button under the post, or paste its link here, and it goes on."
)
LOST_ONE = (
    "I do not know whether one message is there, or where. Please look: with its link I delete it, and a "
    "press of any button under the post does the same; if it is not there, say so."
)
NOT_FOUND = "You said that it is not there. If you find it after all, paste its link, and I delete it."

_THERE = frozenset({PartState.SENT, PartState.THERE})


def state_lines(share: Share, parts: tuple[SharePart, ...], most: int) -> list[str]:
    """A sentence or two each. `most`: readers that a share may have."""
    own = tuple(part for part in parts if part.word_id is None)
    there = sum(part.state in _THERE for part in own)
    match share.state:
        case ShareState.POSTING:
            return [f"{there} of {counted(len(own), 'message')} are there; the others follow."]
        case ShareState.STOPPED:
            nothing = "Nothing more was posted. " if perhaps(own) else "Nothing was posted. "
            held = f"{there} of {counted(len(own), 'message')} are there. " if there else nothing
            return [held + stopped_words(share.reason, most, is_any_there=bool(there))]
        case ShareState.UNCLEAR:
            return _unclear(own)
        case ShareState.POSTED:
            count = f": {counted(len(own), 'message')}" if len(own) > 1 else ""
            return [f"All of it is there{count}.", *_without_ts(own)]
        case ShareState.REMOVING:
            return _removing(parts)
        case _:
            return _removed(share, parts)


def perhaps(parts: tuple[SharePart, ...]) -> bool:
    """Something may be there of which nobody knows more."""
    lost = {PartState.UNCLEAR, PartState.THERE, PartState.MISSING}
    tried = any(part.was_unclear and part.state is PartState.WAITING for part in parts)
    return tried or any(part.ts is None and part.state in lost for part in parts)


def taken_view(screen: TakenScreen) -> Block:
    is_over = screen.share.state is ShareState.REMOVED
    lines = [rich(line(Words(words))) for words in state_lines(screen.share, screen.parts, 0)]
    told = rich(line(Words("The receipt in your messages with me says how it goes on.")))
    title = "Taken back" if is_over else "Being taken back"
    return modal(TAKEN, title, [*lines, *([] if is_over else [told])], close="Close")


def counted(number: int, word: str) -> str:
    plural = f"{word}es" if word.endswith("ch") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"


SAID_MISSING = (
    "Taken back: all of my messages that I know of are deleted. Of one you said that it was not there, and "
    "it was posted again: should the first one turn up, an admin of the workspace can delete it."
)


def _unclear(own: tuple[SharePart, ...]) -> list[str]:
    asked = next((part for part in own if part.state is PartState.UNCLEAR), None)
    if asked is None:
        return [LOST_POST]
    which = "the post" if asked.place == 0 else f"message {asked.place + 1} of {len(own)}, in the thread,"
    lost = f"I cannot tell whether {which} arrived: Slack's answer got lost, and I may not read the channel."
    return [f"{lost} Please look there. Nothing is posted again by itself."]


def _without_ts(parts: tuple[SharePart, ...]) -> list[str]:
    if not any(part.ts is None and part.state is PartState.THERE for part in parts):
        return []
    return ["I do not know where one of them is, so I could not delete it: paste its link, and I can."]


def _removing(parts: tuple[SharePart, ...]) -> list[str]:
    gone = sum(part.state is PartState.REMOVED for part in parts)
    left = sum(part.state in _THERE for part in parts)
    lines = [f"{counted(gone, 'message')} deleted, {left} still there."] if gone or left else []
    lines += refusals(parts)
    if any(part.refusal and part.remove_at for part in parts):
        lines.append(TRIED_AGAIN)
    elif any(part.remove_at for part in parts):
        lines.append(BY_AND_BY)
    if any(part.ts is None and part.state in {PartState.UNCLEAR, PartState.THERE} for part in parts):
        lines.append(LOST_ONE)
    if any(part.state is PartState.MISSING for part in parts):
        lines.append(NOT_FOUND)
    return [*lines, CANNOT_RECALL]


def refusals(parts: tuple[SharePart, ...]) -> list[str]:
    """Why some of it is not deleted, each reason once with its remedy."""
    stays = [part for part in parts if part.refusal and part.remove_at is None]
    return [refused_words(code) for code in dict.fromkeys(str(part.refusal) for part in stays)]


def _removed(share: Share, parts: tuple[SharePart, ...]) -> list[str]:
    gone = sum(part.state is PartState.REMOVED for part in parts)
    if any(part.state is PartState.MISSING for part in parts):
        return [*([f"{counted(gone, 'message')} deleted."] if gone else []), NOT_FOUND, CANNOT_RECALL]
    if share.posted_at is None:
        return ["Nothing of it was posted, and nothing will be."]
    if any(part.was_unclear for part in parts):
        return [SAID_MISSING, CANNOT_RECALL]
    return ["Taken back: all of my messages are deleted.", CANNOT_RECALL]
