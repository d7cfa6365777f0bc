"""Why words did not come into the thread, and that the author gets them anyway; their own stand here."""

from app.sharing.model import Stop
from app.sharing.readers.screens import NotePage
from app.slack.blocks import Block, quote, rich, section

TEXT = "What you wrote could not be posted in a thread. Its author gets it in a message of their own anyway."
TEXT_OWN = "What you wrote below something that you shared may not stand there. Open this message to see why."
OWN = "Nobody else gets it."
COPY = "Here are your words, if you want to copy them:"
KEPT_OUT = "Your words do not stand here, because you keep them out of messages."

_WHY = {
    Stop.NEW_READER: "somebody is in the channel who was not named when it was shared",
    Stop.OUTSIDE: "the channel is shared with another organization now, or is about to be",
    Stop.PUBLIC: "everybody in the company can read the channel now",
    Stop.ARCHIVED: "the channel is archived or read only now",
    Stop.NOT_MEMBER: "Followthrough is not in the channel any more",
    Stop.AUTHOR_LEFT: "its author is not in the channel any more",
    Stop.TOO_MANY: "too many people are in the channel now",
    Stop.TOO_LATE: "it could not be posted in time",
    Stop.NOT_ANSWERED: "Slack did not say who is in the channel",
}


def note_text(page: NotePage) -> str:
    return TEXT_OWN if page.is_own else TEXT


def note_blocks(page: NotePage) -> tuple[Block, ...]:
    said = section(f"{_what(page)} {_who_gets_it(page)}")
    return (said, rich(quote(page.words))) if page.words else (said,)


def _what(page: NotePage) -> str:
    if page.unclear:
        return (
            "Slack did not say whether what you wrote arrived in the thread. It is not posted a second "
            "time: look there, if you want to know."
        )
    return f"What you wrote is not in the thread, because {_because(page.reason)}."


def _who_gets_it(page: NotePage) -> str:
    if not page.is_own:
        return f"{page.author} gets your words anyway, in a message to {page.author} alone."
    copy = COPY if page.words else KEPT_OUT
    return copy if page.unclear else f"{OWN} {copy}"


def _because(reason: str) -> str:
    known = {stop.value: words for stop, words in _WHY.items()}
    return known.get(reason, "Slack did not take it, or the share was taken back")
