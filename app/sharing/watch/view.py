"""Who can newly read what was shared, and that nobody watches any more: by channel and share."""

from dataclasses import dataclass

from app.sharing.after.question import OVER
from app.sharing.after.views.receipt import MARKS
from app.sharing.after.views.take_back import take_back_button
from app.sharing.model import Mark, Share, ShareState
from app.sharing.refusals import BOT
from app.slack.blocks import (
    Block,
    Words,
    actions,
    channel,
    context,
    date_element,
    divider,
    line,
    rich,
    section,
    user,
)

MOST_SHARES = 10
MOST_NAMED = 20

READ_ALL = " can read everything that was posted there before, your share too."
OUTSIDE = (
    "The channel is shared with another workspace now, or is about to be: people outside your organization "
    "can read your share there."
)
PUBLIC = "The channel is public now: everybody in your workspace can find and read your share there."
AWAY = (
    "I am not in the channel any more: I cannot see who joins, nor take it back, until somebody types "
    f"/invite @{BOT} there."
)
BACK = "I was not in the channel for a while; I am again, and tell you whoever came meanwhile."
TAKEN_BACK = "You took this share back."
TAKING_BACK = "You took this share back; some of it may still be there. The receipt says what."


@dataclass(frozen=True)
class Newcomer:
    """A reader whom the preview did not name, and what they are."""

    user_id: str
    mark: Mark = Mark.COLLEAGUE


@dataclass(frozen=True)
class Watched:
    """A share and what is new about its channel. `is_away`: the bot was taken out; `is_back`: for a while."""

    share: Share
    new: tuple[Newcomer, ...] = ()
    is_outside: bool = False
    is_public: bool = False
    is_away: bool = False
    is_back: bool = False

    @property
    def is_over(self) -> bool:
        """Taken back: who could read it is no news any more."""
        return self.share.state in OVER

    @property
    def is_read(self) -> bool:
        """Others than the preview named can read it."""
        return not self.is_over and bool(self.new or self.is_outside or self.is_public)


def watch_text(watched: tuple[Watched, ...]) -> str:
    """For lock screens: no names, and nothing of what was shared."""
    if any(one.is_read for one in watched):
        return (
            "Somebody who was not there when you shared something can read it now. Open this message to see "
            "who."
        )
    if all(one.is_over for one in watched):
        return "What this message was about was taken back."
    return "Something changed where you shared something. Open this message to see what."


def watch_blocks(watched: tuple[Watched, ...]) -> tuple[Block, ...]:
    blocks = [section(_head(watched))]
    for number, one in enumerate(watched[:MOST_SHARES]):
        blocks += [divider()] if number else []
        blocks += _one(one)
    if len(watched) > MOST_SHARES:
        blocks.append(context(f"And {len(watched) - MOST_SHARES} more of your shares, in the same way."))
    return tuple(blocks)


def _head(watched: tuple[Watched, ...]) -> str:
    if any(one.is_read for one in watched):
        return "Others can now read what you shared."
    if all(one.is_over for one in watched):
        return "You took back what this was about."
    is_away = any(one.is_away and not one.is_over for one in watched)
    return "I cannot watch over what you shared." if is_away else "I can watch over what you shared again."


def _one(watched: Watched) -> list[Block]:
    share = watched.share
    posted = (Words(", "), date_element(share.posted_at, with_time=True)) if share.posted_at else ()
    said = [line(Words("What you shared in ", bold=True), channel(share.channel_id), *posted)]
    if watched.is_over:
        is_gone = share.state is ShareState.REMOVED
        away = [line(Words(AWAY))] if watched.is_away and not is_gone else []
        return [rich(*said, *away), context(TAKEN_BACK if is_gone else TAKING_BACK)]
    said += [line(*_people(watched.new))] if watched.new else []
    for words, is_so in (
        (OUTSIDE, watched.is_outside),
        (PUBLIC, watched.is_public),
        (AWAY, watched.is_away),
        (BACK, watched.is_back),
    ):
        said += [line(Words(words))] if is_so else []
    return [rich(*said), actions(take_back_button(share.token))]


def _people(new: tuple[Newcomer, ...]) -> list[Words | Block]:
    parts: list[Words | Block] = [Words("New there: ")]
    for number, one in enumerate(new[:MOST_NAMED]):
        parts += [Words(", ")] if number else []
        mark = MARKS.get(one.mark, "")
        parts += [user(one.user_id), *([Words(f" ({mark})")] if mark else [])]
    more = len(new) - MOST_NAMED
    parts.append(Words((f" and {more} more" if more > 0 else "") + ". Whoever is new there" + READ_ALL))
    return parts
