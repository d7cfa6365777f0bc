"""What a request does after its answer has left, in the same thread: a stop of the server waits for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.clock import LISTENER_BUDGET, within
from app.errors import where

log = logging.getLogger(__name__)

Task = Callable[[], None]

_collected: ContextVar[list[Task] | None] = ContextVar("after_response", default=None)


def after_response(task: Task) -> None:
    """Run the task once the answer was handed to the network; outside a request, at once.

    It may be lost when the process dies, and nobody learns of its errors but the log: it is for what a
    person can also have by pressing again.
    """
    collected = _collected.get()
    if collected is None:
        run_tasks([task])
    else:
        collected.append(task)


@contextmanager
def collect_tasks() -> Iterator[list[Task]]:
    """Inside, tasks are listed instead of run: whoever sends the answer runs them then."""
    tasks: list[Task] = []
    token = _collected.set(tasks)
    try:
        yield tasks
    finally:
        _collected.reset(token)


def run_tasks(tasks: list[Task]) -> None:
    """The tasks run in their order, in one fresh budget. This raises nothing."""
    with within(LISTENER_BUDGET):
        for task in tasks:
            try:
                task()
            except Exception as error:  # noqa: BLE001  # the answer is out: nobody is left to be told
                log.error("after an answer: %s", where(error))  # noqa: TRY400  # its message may quote a person
