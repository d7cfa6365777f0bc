"""Whose a message is: Slack lets the bot say again what its own messages say, and nobody else's."""

import json
from collections.abc import Callable

from app.sharing.after.links import PASSING, Proof
from app.sharing.model import Post
from app.slack.client import Messages, Refused

NOT_OURS = frozenset({"cant_update_message", "message_not_found"})


class SlackProof:
    """`messages` makes a new caller each time. Raises nothing that Slack or the network causes."""

    def __init__(self, messages: Callable[[], Messages]) -> None:
        self._messages = messages

    def of(self, channel_id: str, ts: str, post: Post, delivery_id: str) -> Proof:
        """Says `post` there once more: one call, or two where Slack refuses a chart."""
        plain = json.loads(post.plain) if post.plain else None
        blocks = json.loads(post.blocks)
        answer = self._messages().restate(channel_id, ts, post.text, blocks, delivery_id, plain)
        if answer is None:
            return Proof.OURS
        if not isinstance(answer, Refused) or answer.code in PASSING:
            return Proof.NOT_ANSWERED
        return Proof.NOT_OURS if answer.code in NOT_OURS else Proof.NOT_SAID
