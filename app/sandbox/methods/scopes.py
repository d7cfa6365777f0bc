"""Which scope a call needs, and the answer when the manifest does not ask for it."""

from app.sandbox.errors import SlackError
from app.sandbox.workspace import Workspace


def need(workspace: Workspace, scope: str) -> None:
    """missing_scope, with what is needed and what there is, unless the app has the scope."""
    provided = workspace.config.scopes
    if scope not in provided:
        raise SlackError("missing_scope", needed=scope, provided=",".join(provided))
