"""One attempt at a claimed message: its words, where it goes, the post. Fence and lease are the caller's."""

import logging
from dataclasses import dataclass

from app.delivery import machine
from app.delivery.claims import Claimed
from app.delivery.machine import Late, Outcome
from app.delivery.model import Asking, Held, InChannel, Message, Moot, Rendered
from app.delivery.pace import OPEN, POST
from app.delivery.setup import Setup
from app.logs import where
from app.slackkit.blocks import Block
from app.slackkit.posting import Failure, Limited, NotSent, Opened, Refused, Unclear

log = logging.getLogger(__name__)

BLOCKS_REFUSED = ("invalid_blocks", "msg_blocks_too_long")


@dataclass(frozen=True)
class Ready:
    """Everything that a post needs."""

    channel_id: str
    rendered: Rendered
    thread_ts: str | None = None


def attempt(setup: Setup, claimed: Claimed) -> tuple[Outcome, str | None]:
    """What became of it and in which channel. Whatever is raised on the way, the row gets an outcome."""
    try:
        ready = _prepare(setup, claimed)
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, nothing posted yet
        log.error("message %d could not be made: %s", claimed.message.id, where(error))  # noqa: TRY400
        return NotSent("error"), None
    if not isinstance(ready, Ready):
        return ready, None
    try:
        return _send(setup, claimed, ready), ready.channel_id
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, perhaps posted
        log.error("message %d is unclear: %s", claimed.message.id, where(error))  # noqa: TRY400
        return Unclear("error"), ready.channel_id


def _prepare(setup: Setup, claimed: Claimed) -> Ready | Failure | Held | Moot:
    kind, message = setup.kinds[claimed.message.kind], claimed.message
    if isinstance(kind, Asking) and (refusal := kind.check(message)):
        return refusal
    if isinstance(kind, InChannel):
        return _prepare_in_channel(setup, kind, message)
    with setup.database.read() as connection:
        rendered = kind.render(connection, message)
    if not isinstance(rendered, Rendered):
        return rendered
    channel_id = claimed.channel_id or _open(setup, message)
    return Ready(channel_id, rendered) if isinstance(channel_id, str) else channel_id


def _prepare_in_channel(setup: Setup, kind: InChannel, message: Message) -> Ready | Held | Moot:
    with setup.database.read() as connection:
        place = kind.place(connection, message)
        if isinstance(place, Moot):
            return place
        rendered = kind.render(connection, message)
    return Ready(place.channel_id, rendered, place.thread_ts) if isinstance(rendered, Rendered) else rendered


def _open(setup: Setup, message: Message) -> str | Failure:
    """The DM's channel, kept before anything is posted there, so that looking it up is always possible."""
    answer = setup.posting.open(message.slack_user_id)
    if isinstance(answer, Limited):
        with setup.database.write() as connection:
            setup.pace.hold(connection, message.workspace_id, OPEN, answer.seconds)
        return NotSent("ratelimited")
    if isinstance(answer, Unclear):
        return NotSent(answer.reason)  # no message went out, and opening again opens the same DM
    if not isinstance(answer, Opened):
        return answer
    with setup.database.write() as connection:
        setup.store(connection).keep_dm(message.person_id, answer.channel_id)
    return answer.channel_id


def _send(setup: Setup, claimed: Claimed, ready: Ready) -> Outcome:
    outcome = _post(setup, claimed, ready, ready.rendered.blocks)
    plain = ready.rendered.plain_blocks
    if plain is None or not isinstance(outcome, Refused) or not outcome.code.startswith(BLOCKS_REFUSED):
        return outcome
    with setup.database.write() as connection:
        setup.pace.reserve(connection, claimed.message.workspace_id, POST, setup.timing.http)
    return _post(setup, claimed, ready, plain)


def _post(setup: Setup, claimed: Claimed, ready: Ready, blocks: tuple[Block, ...]) -> Outcome:
    wait = claimed.slot_at - setup.monotonic()
    if wait > 0:
        setup.sleep(wait)
    message = claimed.message
    if machine.missed(message.not_after, setup.clock.now()):
        return Held(message.not_after, "its time was over before it could be sent")
    if not machine.may_post(setup.monotonic() - claimed.at, setup.timing):
        return Late()
    text, thread_ts = ready.rendered.text, ready.thread_ts
    return setup.posting.post(ready.channel_id, message.delivery_id, text, blocks, thread_ts)
