"""The page's clock: what time it is in the sandbox, and the buttons that move it."""

from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from app.sandbox.time_machine import BusyError, TimeMachine
from app.sandbox.ui.answers import answer, said
from app.sandbox.ui.guard import same_origin
from app.sandbox.workspace import Workspace


class ClockPage:
    """GET /ui/clock reads it; POST takes {"advance": seconds}, {"to": "next"} or {"stop": true}."""

    def __init__(self, workspace: Workspace, machine: TimeMachine) -> None:
        self._workspace = workspace
        self._machine = machine

    def routes(self) -> list[tuple[str, str, Any]]:
        return [("GET", "/ui/clock", self.read), ("POST", "/ui/clock", same_origin(self.move))]

    def read(self, request: Request) -> Response:  # noqa: ARG002 - every view takes the request
        now = (
            self._workspace.clock.seconds()
        )  # before the journey is read: a later time tells no older journey
        journey = self._machine.journey
        due = journey.next_due
        return answer(
            {
                "now": now,
                "moving": journey.moving,
                "sent": journey.sent,
                "next_due": due.timestamp() if due else None,
                "trouble": "" if journey.moving else journey.trouble,
                "tells": self._machine.tick is not None,
            }
        )

    def move(self, request: Request) -> Response:
        """Set out and answer at once; 409 while the clock is being moved already."""
        try:
            self._move(said(request))
        except BusyError as error:
            return answer({"error": str(error)}, 409)
        except (ValueError, OverflowError) as error:
            return answer({"error": str(error)}, 400)
        return self.read(request)

    def _move(self, wanted: dict[str, Any]) -> None:
        seconds = wanted.get("advance")
        if wanted.get("stop") is True:
            self._machine.halt()
        elif wanted.get("to") == "next":
            self._machine.to_next()
        elif isinstance(seconds, int | float) and not isinstance(seconds, bool):
            self._machine.forward(timedelta(seconds=seconds))
        else:
            raise ValueError('say {"advance": seconds}, {"to": "next"} or {"stop": true}')
