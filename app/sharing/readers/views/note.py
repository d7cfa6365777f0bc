"""Why words did not come into the thread, and that the author gets them anyway."""

from app.sharing.model import Stop
from app.sharing.readers.screens import NotePage
from app.slackkit.blocks import Block, section

TEXT = "What you wrote could not be posted in a thread. Its author gets it in a message of their own anyway."

_WHY = {
    Stop.NEW_READER: "somebody is in the channel who was not named when it was shared",
    Stop.OUTSIDE: "the channel is shared with another organisation now, or is about to be",
    Stop.PUBLIC: "everybody in the company can read the channel now",
    Stop.ARCHIVED: "the channel is archived or read only now",
    Stop.NOT_MEMBER: "Followthrough is not in the channel any more",
    Stop.AUTHOR_LEFT: "its author is not in the channel any more",
    Stop.TOO_MANY: "too many people are in the channel now",
    Stop.TOO_LATE: "it could not be posted in time",
    Stop.NOT_ANSWERED: "Slack did not say who is in the channel",
}


def note_text() -> str:
    return TEXT


def note_blocks(page: NotePage) -> tuple[Block, ...]:
    anyway = f"{page.author} gets your words anyway, in a message to {page.author} alone."
    if page.unclear:
        return (
            section(
                "Slack did not say whether what you wrote arrived in the thread. It is not posted a second "
                f"time: look there, if you want to know. {anyway}"
            ),
        )
    return (section(f"What you wrote is not in the thread, because {_because(page.reason)}. {anyway}"),)


def _because(reason: str) -> str:
    known = {stop.value: words for stop, words in _WHY.items()}
    return known.get(reason, "Slack did not take it, or the share was taken back")
