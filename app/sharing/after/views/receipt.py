"""The receipt in the author's DM: what, where, who could see it, when, and what can be done about it.

It says how many things were shared and none of their words: Slack keeps DMs like any other message.
"""

from collections.abc import Iterable

from app.sharing.after.question import OVER, in_question, question
from app.sharing.after.screens import ReceiptScreen
from app.sharing.after.views.standing import counted, perhaps, state_lines
from app.sharing.after.views.take_back import take_back_button
from app.sharing.model import Mark, PartState, Reader, Share, SharePart, ShareState
from app.sharing.names import AGREED, IS_THERE, LOOK_AGAIN, NOT_THERE, RETRY
from app.slack.blocks import (
    Block,
    Words,
    actions,
    button,
    channel,
    confirmation,
    context,
    date_element,
    line,
    rich,
)

TEXTS = {
    ShareState.POSTING: "Something you shared is on its way.",
    ShareState.STOPPED: "Something you wanted to share was held back: it needs you.",
    ShareState.UNCLEAR: "Something you shared may not have arrived: only you can look.",
    ShareState.POSTED: "Your receipt for something you shared.",
    ShareState.REMOVING: "Something you shared is being taken back.",
    ShareState.REMOVED: "Something you shared was taken back.",
}
"""What a lock screen shows: no names, no channel, no content."""

MARKS = {
    Mark.GUEST: "guest",
    Mark.APP: "app",
    Mark.OUTSIDE: "from another organization",
    Mark.GONE: "deactivated",
}
MOST_NAMED = 40
"""More than any share may have; whoever came and went later may add to them."""
SORTS = (
    ("bet", "launch"),
    ("brief", "assessment in short"),
    ("section", "section"),
    ("mirror", "anti-pattern"),
)
FOOTER = "Only you get this from me. It repeats nothing you shared."


def receipt_text(screen: ReceiptScreen) -> str:
    return TEXTS.get(screen.share.state, TEXTS[ShareState.POSTED])


def receipt_blocks(screen: ReceiptScreen) -> tuple[Block, ...]:
    """At most 50 blocks, whatever the share is."""
    buttons = receipt_actions(screen.share, screen.parts)
    return (
        rich(line(Words(f"{_head(screen)}: ", bold=True), Words(_what(screen.share)))),
        *_place_blocks(screen),
        *(rich(line(Words(words))) for words in state_lines(screen.share, screen.parts, screen.most)),
        *(rich(line(Words(words))) for words in _em_lines(screen)),
        *([actions(*buttons)] if buttons else []),
        context(FOOTER),
    )


def receipt_actions(share: Share, parts: tuple[SharePart, ...] = ()) -> tuple[Block, ...]:
    """What the author can do about a share as it stands: buttons for one actions block, or none.

    Without its parts it is not known whether Slack refused to delete some of it.
    """
    token = share.token
    agreed = button("What we agreed", AGREED, token)
    match share.state:
        case ShareState.POSTING | ShareState.POSTED | ShareState.UNCLEAR:
            return (*_asked(share, parts), agreed, take_back_button(token))
        case ShareState.STOPPED:
            there = _is_any_there(parts) or share.posted_at is not None
            return (
                button("Look again", LOOK_AGAIN, token, primary=True),
                *([agreed] if there else []),
                take_back_button(token, is_there=there),
            )
        case ShareState.REMOVING:
            refused = [part for part in parts if part.refusal and part.remove_at is None]
            retry = [button("Try again", RETRY, token, primary=True)] if refused else []
            return (*retry, *_asked(share, parts), agreed)
        case ShareState.REMOVED:
            return (*_asked(share, parts), *([agreed] if share.posted_at else []))
        case _:
            return ()


def named(readers: Iterable[Reader], em_user_id: str = "") -> tuple[Words, ...]:
    """ "Ada Lindgren", ", Dana Okafor (your EM)", ", Sam Rivera (guest)". Apps come last.

    A run of text each: together they may be longer than one may be.
    """
    ordered = sorted(readers, key=lambda reader: not reader.is_human)
    names = [_named(reader, em_user_id) for reader in ordered[:MOST_NAMED]]
    more = len(ordered) - MOST_NAMED
    names += [f"and {more} more"] if more > 0 else []
    return tuple(Words(f", {name}" if number else name) for number, name in enumerate(names))


def _named(reader: Reader, em_user_id: str) -> str:
    marks = ["your EM"] if em_user_id and reader.user_id == em_user_id else []
    marks += [MARKS[reader.mark]] if reader.mark in MARKS else []
    return f"{reader.name} ({', '.join(marks)})" if marks else reader.name


def _head(screen: ReceiptScreen) -> str:
    """What became of it, before anything else."""
    share = screen.share
    match share.state:
        case ShareState.POSTING:
            return "On its way"
        case ShareState.STOPPED:
            return "Partly posted" if share.posted_at else "Not posted"
        case ShareState.UNCLEAR:
            return "Perhaps not all posted" if share.posted_at else "Perhaps posted"
        case ShareState.REMOVING:
            return "Being taken back"
        case ShareState.REMOVED:
            return "Taken back" if share.posted_at or perhaps(screen.parts) else "Not posted"
        case _:
            return "Posted"


def _what(share: Share) -> str:
    """ "2 sections, 1 bet and a note". Numbers alone."""
    snapshot, counts = share.snapshot, []
    for prefix, word in SORTS:
        count = sum(item.key.partition(":")[0] == prefix for item in snapshot.items)
        counts += [counted(count, word)] if count else []
    counts += ["a note"] if snapshot.with_note else []
    counts += ["what you agreed last time"] if snapshot.with_agreed else []
    if not counts:
        return "a note."
    return (" and ".join((", ".join(counts[:-1]), counts[-1])) if len(counts) > 1 else counts[0]) + "."


def _place_blocks(screen: ReceiptScreen) -> list[Block]:
    share = screen.share
    where = line(Words("Where: ", bold=True), channel(share.channel_id))
    names = named(share.snapshot.readers, share.em_user_id) or (Words("nobody"),)
    posted = (
        [line(Words("When: ", bold=True), date_element(share.posted_at, with_time=True))]
        if share.posted_at
        else []
    )
    return [rich(where, *posted), rich(line(Words(_who(screen), bold=True), *names))]


def _who(screen: ReceiptScreen) -> str:
    if screen.share.posted_at:
        return "Who could see it then: "
    if perhaps(screen.parts):
        return "Who can read it, if it is there: "
    is_coming = screen.share.state is ShareState.POSTING
    return "Who will see it: " if is_coming else "Who would have seen it: "


def _em_lines(screen: ReceiptScreen) -> tuple[str, ...]:
    agreed = ("You noted what you agreed.",) if screen.has_agreed else ()
    return (*screen.lines, *agreed)


def _asked(share: Share, parts: tuple[SharePart, ...]) -> tuple[Block, ...]:
    """Of what may be there, or is and nobody knows where: the answers, each about this message alone."""
    part = in_question(share, parts)
    if part is None:
        return ()
    value = question(share, part)
    paste = button("Paste its link", IS_THERE, value)
    if share.state is ShareState.UNCLEAR:
        found = "It is there" if part.state is PartState.UNCLEAR else "Paste its link"
        again = button("It is not there, post again", NOT_THERE, value, confirm=_again())
        return (button(found, IS_THERE, value, primary=True), again)
    if share.state in OVER and part.state is not PartState.MISSING:
        return (paste, button("It is not there", NOT_THERE, value, confirm=_missing()))
    return (paste,)


def _again() -> Block:
    return confirmation(
        "Did you look?",
        "I post it again. If it is in the channel already, it stands there twice.",
        "It is not there",
        "Let me look",
    )


def _missing() -> Block:
    return confirmation(
        "Did you look?",
        "I take it that there is nothing to delete. If you find it after all, its link, or a press of any "
        "button under it, lets me delete it then.",
        "It is not there",
        "Let me look",
    )


def _is_any_there(parts: tuple[SharePart, ...]) -> bool:
    return any(part.state in {PartState.SENT, PartState.THERE} for part in parts)
