"""What the command can do, for somebody who asked or mistyped."""

from app.guide.model import Guide
from app.slackkit.blocks import clip, escape

TITLES = 2500
"""Characters of section titles at most: an answer to a command stays well under Slack's 4,000."""


def help_text(command: str, guide: Guide, found: int | None = None) -> str:
    """mrkdwn for the answer to a command, which only the person who typed it sees.

    `found`: how many sections fit what was typed after it; None where they asked for help.
    """
    titles = "\n".join(f"• {escape(section.title)}" for section in guide.sections)
    return (
        f"{_because(found)}"
        f"`{command}` goes on where you stopped, or begins.\n"
        f"`{command} history` shows what you wrote before.\n"
        f"`{command}` and a section, or a part of its name, opens that section:\n"
        f"{clip(titles, TITLES)}\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )


def _because(found: int | None) -> str:
    if found is None:
        return ""
    return "No section has that in its name.\n" if not found else "More than one section fits that.\n"
