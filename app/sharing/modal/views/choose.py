"""The first screen: where, for whom, and what goes in. Nothing is on beyond its ticks."""

from app.calendar.schedule import day_words
from app.sharing.choice.cutting import cut, one_line
from app.sharing.choice.picking import ASSESSMENT, BRIEF, EM, IN, LAUNCHES, MENTION, NEW, OPTION
from app.sharing.modal.screens import ChooseScreen, LaunchLine, Spot
from app.sharing.names import CHANNEL, COPY, FIELD, PIECES, WHERE
from app.sharing.refusals import BOT, block_id, refusal_words
from app.slack.blocks import (
    Block,
    Option,
    actions,
    alert,
    button,
    checkbox_input,
    context,
    conversation_input,
    modal,
    select_input,
    user_input,
)

NEXT = "Nothing is posted yet. Next shows who can read it and exactly what it says."
RESUMED = "What you chose last time and did not post is still here."
NO_CHANNEL = f"No channel yet? Make a private one with your EM and type /invite @{BOT} there."
NOTHING = "There is nothing to share yet: assess yourself, or record what you shipped."


def choose_view(screen: ChooseScreen) -> Block:
    problem = refusal_words(screen.stop, screen.most) if screen.stop else screen.problem
    id_, values = screen.form_id, screen.values
    channel = values.get(CHANNEL) or None
    blocks = [
        *([alert(problem, "warning")] if problem else []),
        *([context(RESUMED)] if screen.resumed else []),
        conversation_input(
            FIELD, block_id(id_, CHANNEL), "Private channel", channel, "" if channel else NO_CHANNEL
        ),
        user_input(FIELD, block_id(id_, EM), "Your EM", values.get(EM) or None),
        *_what(screen),
        checkbox_input(
            FIELD,
            block_id(id_, MENTION),
            "In the post",
            [Option(MENTION, "Mention your EM")],
            values.get(MENTION, "").split(),
        ),
        actions(button("Choose piece by piece", PIECES), button("Copy instead", COPY)),
        context(NEXT),
    ]
    return modal(WHERE, "Share", blocks, submit="Next", private_metadata=str(Spot(id_)))


def _what(screen: ChooseScreen) -> list[Block]:
    """What changed here, an assessment in short, and launches, a line each."""
    id_, values, boxes = screen.form_id, screen.values, list[Option]()
    if screen.changed and screen.since:
        since = day_words(screen.since, screen.today)
        boxes.append(Option(NEW, f"New since your share of {since}", _about(", ".join(screen.changed))))
    if screen.assessed_on:
        day = day_words(screen.assessed_on, screen.today)
        about = "Each section's name and its newest fact; no answers"
        boxes.append(Option(BRIEF, f"Your assessment of {day}, in short", about))
    blocks = []
    if boxes:
        blocks.append(
            checkbox_input(FIELD, block_id(id_, IN), "What goes in", boxes, values.get(IN, "").split())
        )
    if len(screen.finished) > 1:
        days = [Option(str(number), day_words(day, screen.today)) for number, day in screen.finished]
        chosen = values.get(ASSESSMENT) or str(screen.finished[0][0])
        blocks.append(select_input(FIELD, block_id(id_, ASSESSMENT), "Which assessment", days, chosen))
    if screen.launches:
        lines = [Option(str(one.id), _about(one.title), _new_here(one)) for one in screen.launches]
        ticked = values.get(LAUNCHES, "").split()
        hint = "Older ones: choose piece by piece." if screen.older else ""
        blocks.append(
            checkbox_input(FIELD, block_id(id_, LAUNCHES), "Launches, a line each", lines, ticked, hint)
        )
    return blocks or [context(NOTHING)]


def _new_here(one: LaunchLine) -> str:
    return "Never shared here" if one.is_new_here else ""


def _about(text: str) -> str:
    return cut(one_line(text), OPTION)
