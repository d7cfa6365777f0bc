"""What the command can do, for somebody who asked or mistyped."""


def help_text(command: str, *, known: bool = True) -> str:
    """mrkdwn for the answer to a command, which only the person who typed it sees.

    Not `known`: what they typed means nothing to us. Their words are not repeated: they would be parsed.
    """
    unknown = "" if known else f"`{command}` does not know that word. Here is what it can do.\n"
    return (
        f"{unknown}"
        f"`{command}` shares what you tick, and nothing else, in a private channel with your EM. You see "
        "everybody who will read it and exactly what it says before you press Post; or copy it as Markdown.\n"
        f"`{command} list` shows what you shared, and takes it back.\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message."
    )
