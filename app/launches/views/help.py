"""What the command can do, for somebody who asked or mistyped."""

from collections.abc import Collection

TOPICS = {
    "settings": "changes when and how you are written to.",
    "why": "says why you got a message, or why you did not.",
}


def help_text(command: str, topics: Collection[str], *, known: bool = True) -> str:
    """mrkdwn for the answer to a command, which only the person who typed it sees.

    Not `known`: what they typed means nothing to us. Their words are not repeated: they would be parsed.
    """
    unknown = "" if known else f"`{command}` did not understand that word. Here is what it can do.\n"
    more = "".join(f"`{command} {topic}` {TOPICS[topic]}\n" for topic in TOPICS if topic in topics)
    return (
        f"{unknown}"
        f"`{command}` records what you shipped as a bet: what it should change, and by when you will know. "
        "Once a week, in your working hours, one message asks how it is doing.\n"
        f"`{command} list` shows your launches.\n"
        f"{more}"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )
