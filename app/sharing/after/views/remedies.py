"""Why something was not posted or not deleted, each with what can be done about it."""

from app.sharing.model import Stop
from app.sharing.refusals import BOT, refusal_words

AGAIN = "press Look again"

_MEANS = {
    "channel_not_found": Stop.NOT_MEMBER,
    "not_in_channel": Stop.NOT_MEMBER,
    "is_archived": Stop.ARCHIVED,
}
"""What Slack's codes for a post come to."""

_NOT_TAKEN = {
    "thread_not_found": (
        "The post is not there any more, so nothing can stand below it: somebody deleted it. Take the rest "
        "back, and share it again if you like."
    ),
    "cannot_reply_to_message": (
        "Slack takes no replies below the post any more. Take it back, and share it again if you like."
    ),
}

_INVITE = f"{BOT} is not in the channel any more. Type /invite @{BOT} there, then press Try again."
_ARCHIVED = "The channel is archived: nothing can be deleted there. Unarchive it and press Try again."
_NOT_DELETED = {
    "compliance_exports_prevent_deletion": (
        "Your company keeps what is written in Slack, and lets no app delete it. Whoever runs your Slack can "
        "tell you what is possible."
    ),
    "cant_delete_message": (
        "Slack does not let me delete it. Somebody who runs your Slack can, by hand; or press Try again."
    ),
    "is_archived": _ARCHIVED,
    "is_inactive": _ARCHIVED,
    "channel_not_found": _INVITE,
    "not_in_channel": _INVITE,
    "edit_window_closed": (
        "It is older than your Slack lets an app delete. Somebody who runs your Slack can delete it by hand."
    ),
    "restricted_action": (
        "Your Slack does not let me delete there. Somebody who runs it can, by hand; or press Try again."
    ),
}


def stopped_words(reason: str | None, most: int, *, is_any_there: bool) -> str:
    """Why nothing (more) was posted: a Stop, or Slack's own code."""
    stop = Stop(reason) if reason in set(Stop) else _MEANS.get(str(reason))
    if stop:
        return refusal_words(stop, most, AGAIN)
    if found := _NOT_TAKEN.get(str(reason)):
        return found
    if str(reason).startswith("restricted_action"):
        return "The channel does not let me post. Ask who runs it, then press Look again."
    rest = "the rest" if is_any_there else "it"
    return f"Slack did not take {rest} ({reason}). Press Look again to try once more."


def refused_words(code: str) -> str:
    """Why Slack did not delete a message."""
    return _NOT_DELETED.get(
        code, f"Slack did not delete it ({code}). Press Try again, or ask who runs your Slack to delete it."
    )
