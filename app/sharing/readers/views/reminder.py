"""The reminder to an EM. Not a word of what was shared: only by whom and where. The line that a lock screen
shows does not name the channel either."""

from app.sharing.names import MUTE
from app.sharing.readers.screens import ReminderPage
from app.slack.blocks import Block, Words, actions, button, channel, context, escape, line, rich

ON, OFF = "on", "off"
"""What the button does, in front of the message's id."""


def reminder_text(page: ReminderPage) -> str:
    return escape(f"{page.author} shared something with you in a private channel{_ago(page)}")


def reminder_blocks(page: ReminderPage) -> tuple[Block, ...]:
    """Its name is Slack's to show, to those who are in the channel."""
    where = (Words(f"{page.author} shared something with you in "), channel(page.channel_id))
    said = rich(line(*where, Words(_ago(page))))
    if page.muted:
        again = button("Send me these again", MUTE, f"{OFF}:{page.message_id}")
        return (said, context("You get no such reminders any more."), actions(again))
    stop = button("Don't send me these", MUTE, f"{ON}:{page.message_id}")
    return (said, context("There is no second reminder about it."), actions(stop))


def _ago(page: ReminderPage) -> str:
    return f" on {page.posted_on}. A click on “I have read this” below it tells {page.author} that you have."
