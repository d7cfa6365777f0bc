"""The Web API: one function a method, and a table that says which scope each needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.sandbox.methods import chat, conversations, users, views
from app.sandbox.methods.checks import Arguments
from app.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """A Web API method; without a scope any token may call it, or it asks for one by the channel."""

    run: Callable[[Workspace, Arguments], dict[str, Any]]
    scope: str | None = None


METHODS: dict[str, Method] = {
    "auth.test": Method(users.auth_test),
    "users.info": Method(users.info, "users:read"),
    "conversations.open": Method(conversations.open_direct, "im:write"),
    "conversations.info": Method(conversations.info),
    "conversations.members": Method(conversations.members),
    "conversations.history": Method(conversations.history),
    "conversations.replies": Method(conversations.replies),
    "views.open": Method(views.open_view),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
}
