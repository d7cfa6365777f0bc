"""The one small tree of errors. What a person may read is in `sentence`; nothing else ever reaches them."""


class FollowthroughError(Exception):
    """Something a person or an operator can do something about.

    `sentence` is plain text with a next step. It never holds what somebody wrote, nor a secret.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StartupError(FollowthroughError):
    """The process cannot start as it is configured: said in one sentence, exit code 2."""


class NotFound(FollowthroughError):
    """Missing, or somebody else's: the two are never told apart."""

    def __init__(self) -> None:
        super().__init__(
            "This page is not there any more. Close it and type the command again; what you saved is kept."
        )


class BadText(FollowthroughError):
    """A text that cannot be kept exactly as it was typed. `field` is the block id it came from."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class StorageUnavailable(FollowthroughError):
    """The database did not answer in time, or refused: nothing of the transaction was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Followthrough cannot reach its storage right now. What was saved before is safe, and what "
            "stands on this page stays here: wait a moment and try again."
        )


class TokenRefused(FollowthroughError):
    """Slack knows the token and does not take it (`code`): no use trying again."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Slack refuses SLACK_BOT_TOKEN ({code}). Copy the bot token from the app's page and start again."
        )
        self.code = code


class SlackUnavailable(FollowthroughError):
    """Slack did not answer in time, or refused with `code` (Slack's own word, for example `ratelimited`)."""

    def __init__(self, code: str) -> None:
        super().__init__("Slack did not answer in time. Nothing you saved is lost: try again in a moment.")
        self.code = code
