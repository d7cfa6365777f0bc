"""What a request does after its answer has left, in the same thread: a stop of the server waits for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.clock import LISTENER_BUDGET, within
from app.errors import where

log = logging.getLogger(__name__)

Deed = Callable[[], None]

_pending: ContextVar[list[Deed] | None] = ContextVar("afterwards", default=None)


def after_response(deed: Deed) -> None:
    """Do it once the answer was handed to the network; outside a request, at once.

    It may be lost when the process dies, and nobody learns of its errors but the log: it is for what a
    person can also have by pressing again.
    """
    pending = _pending.get()
    if pending is None:
        do_all([deed])
    else:
        pending.append(deed)


@contextmanager
def collecting() -> Iterator[list[Deed]]:
    """What is asked for inside is not done but listed: whoever sends the answer does it then."""
    deeds: list[Deed] = []
    token = _pending.set(deeds)
    try:
        yield deeds
    finally:
        _pending.reset(token)


def do_all(deeds: list[Deed]) -> None:
    """In their order, in one fresh budget. Raises nothing."""
    with within(LISTENER_BUDGET):
        for deed in deeds:
            try:
                deed()
            except Exception as error:  # noqa: BLE001  # the answer is out: nobody is left to be told
                log.error("after an answer: %s", where(error))  # noqa: TRY400  # its message may quote a person
