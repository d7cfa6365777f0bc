"""How Slack says no to a Web API call."""

from collections.abc import Sequence


class SlackError(Exception):
    """An `error` of the Web API, with the reasons Slack adds in `response_metadata`."""

    def __init__(self, code: str, messages: Sequence[str] = (), **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.more = more
