"""The arguments of a Web API call, from a form, a query or a JSON body."""

import json
from typing import Any

from app.sandbox.errors import SlackError

YES = (True, 1, "true", "True", "1")


class Arguments:
    """Reads arguments by name; arguments nobody asks for are ignored, as Slack does."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """A string; None when it was not given."""
        value = self._given.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        """A string that has to be given."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def truth(self, name: str) -> bool:
        """A yes, as JSON or as a form spells it."""
        return self._given.get(name) in YES

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        given = self.text(name)
        try:
            return int(given) if given else default
        except ValueError:
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise SlackError("invalid_arguments", [message]) from None

    def structure(self, name: str, wrong: str = "invalid_arguments") -> Any:
        """An object or list: sent as such in JSON, as a JSON string in a form."""
        value = self._given.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(wrong, [f"[ERROR] {name} is no JSON [json-pointer:/{name}]"]) from None
