"""What the views of sharing have in common: the ids of their inputs, what they carry, and the refusals."""

from app.sharing.model import POST_WITHIN, Mark, Reader, Stop
from app.slack.blocks import Block, Words, bullets, line, rich

BOT = "Followthrough"
"""What it is called in a channel, and after /invite."""

PRIVATE = (
    "Only you can see this. It is saved while you choose and type; nothing is sent before you press Post."
)

_MARKS = {
    Mark.COLLEAGUE: "",
    Mark.GUEST: "guest",
    Mark.APP: "app",
    Mark.OUTSIDE: "from another organization",
    Mark.GONE: "deactivated",
}

_MAKE = f"Make a private channel with your EM, type /invite @{BOT} there, choose it here"
_MINUTES = int(POST_WITHIN.total_seconds() // 60)
_REFUSALS = {
    Stop.NOT_MEMBER: (
        f"{BOT} is not in this channel, or the channel is not there under this name any more. Make a private "
        f"channel with your EM or open the one you have, type /invite @{BOT} there"
    ),
    Stop.PUBLIC: f"Everybody in the company can read this channel, or {BOT} is not in it. {_MAKE}",
    Stop.OUTSIDE: f"This channel is shared with another organization, or is about to be. {_MAKE}",
    Stop.ARCHIVED: (
        f"{BOT} cannot post in this channel: it is archived, frozen or read only. Change that, or make a "
        f"private channel with your EM and type /invite @{BOT} there"
    ),
    Stop.TOO_MANY: f"More than {{most}} people are in this channel. {_MAKE}",
    Stop.AUTHOR_LEFT: (
        "You are not in this channel, so you would not see what is said there. Have yourself added, or "
        f"choose another private channel and type /invite @{BOT} there"
    ),
    Stop.NEW_READER: (
        f"Somebody is in this channel whom the preview did not name, so {BOT} posted nothing more. "
        "See who it is"
    ),
    Stop.TOO_LATE: (
        f"{BOT} posts within {_MINUTES} minutes of Post, or asks again who is in the channel. See who is"
    ),
    Stop.NOT_ANSWERED: f"Slack did not tell {BOT} who is in this channel. Wait a moment",
}


def refusal_words(stop: Stop, most: int, again: str = "press Next again") -> str:
    """Why a channel takes no share, or no more of one, and what to do. `again`: what to press then."""
    return f"{_REFUSALS[stop].format(most=most)}, and {again}."


def block_id(form_id: str, field: str) -> str:
    """A block of its own for each form: where an id comes again, Slack shows the text that stood there."""
    return f"{field}@{form_id[:8]}"


def reader_words(reader: Reader) -> str:
    """ "Sam Rivera (guest)"."""
    mark = _MARKS[reader.mark]
    return f"{reader.name} ({mark})" if mark else reader.name


def reader_list(readers: tuple[Reader, ...]) -> Block:
    """Everybody by name, a line each. Names are other people's words: nothing in them is parsed."""
    return rich(bullets(reader_words(reader) for reader in readers))


def count_words(readers: tuple[Reader, ...]) -> str:
    """ "4 people and 1 app"."""
    apps = sum(reader.mark is Mark.APP for reader in readers)
    people = len(readers) - apps
    told = f"{people} {'person' if people == 1 else 'people'}"
    return f"{told} and {apps} {'app' if apps == 1 else 'apps'}" if apps else told


def sentence(*parts: Words | Block) -> Block:
    return rich(line(*parts))
