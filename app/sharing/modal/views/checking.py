"""Slack is being asked who can read it: there is no Post before that is known."""

from app.sharing.modal.screens import CheckingScreen, Spot
from app.sharing.names import CHECK, EXACTLY
from app.sharing.refusals import refusal_words
from app.slack.blocks import Block, actions, alert, button, context, modal, section

CHECKING = "Checking who can read it…"
WAIT = "Slack is being asked. If this stays as it is, check again."
AGAIN = "It is a while since Slack was asked who can read it, so it is asked again. Nothing is lost."


def checking_view(screen: CheckingScreen) -> Block:
    """Filled in by its name, once it is known."""
    problem = screen.problem
    if screen.stop:
        problem = refusal_words(screen.stop, screen.most, "press Check again")
    said = [alert(problem, "warning")] if problem else [section(CHECKING), context(WAIT)]
    blocks = [
        *([alert(AGAIN, "info")] if screen.asked_again else []),
        *said,
        actions(button("Check again", CHECK)),
    ]
    view = modal(EXACTLY, "Exactly this", blocks, close="Back", private_metadata=str(Spot(screen.form_id)))
    return view | {"external_id": screen.name}
