"""Which scope a call needs, and the answer when the manifest does not ask for it."""

from app.sandbox.errors import SlackError
from app.sandbox.workspace import Workspace


def need(workspace: Workspace, scope: str) -> None:
    """missing_scope, with what is needed and what there is, unless the app has the scope."""
    provided = workspace.config.scopes
    if scope not in provided:
        raise SlackError("missing_scope", needed=scope, provided=",".join(provided))


def need_history(workspace: Workspace, channel: str) -> None:
    """Reading a direct message takes im:history, a channel channels:history."""
    kind = workspace.conversations.kind(channel)
    need(workspace, "im:history" if kind == "im" else "channels:history")
