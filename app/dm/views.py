"""The words of the messages that answer somebody, and of the first one they get."""

from app.calendar.schedule import short
from app.dm.action_ids import ASSESS, EDIT, GO_ON, KEEP, LAUNCHES, NO_ANSWER, WHICH
from app.dm.model import AnswerScreen, Fate
from app.slack.action_ids import RECORD_LAUNCH
from app.slack.blocks import Block, Words, actions, button, context, escape, line, rich, section

MOST_CHOICES = 20

TAKEN, ANSWER = "Taken as an answer.", "Your answer."
NOT_KEPT = "I did not keep that: here words answer only an open check-in of the last two weeks."
QUESTION = "That looked like a question; I did not keep it."
WORDS_ONLY = "I keep words only"
STOPPED = "Stopped. I send nothing unasked any more; what you recorded stays."
ON_AGAIN = "My messages are on again."
REFUSED = "Not taken as an answer."
DELETED = "You deleted that message, so it is no answer any more."
WHICH_LAUNCH = "Which launch is that about?"

I_DO = (
    "Record what you ship and what it should achieve, and once a week I ask how it is doing. Assess yourself "
    "against a written guide. Share what you choose with your EM."
)
WHO_SEES = (
    "Only you see what you write to me, until you share it yourself; Slack keeps it like any message. "
    "Write *stop* and I send nothing unasked; *help* shows this again."
)
MORE = "*stop* stops all messages that you did not ask for; *help* says more."


def answer_text(screen: AnswerScreen) -> str:
    """For notifications: it holds no word of anybody."""
    match screen.fate:
        case Fate.TAKEN if screen.is_quoted and not screen.is_kept:
            return TAKEN
        case Fate.TAKEN:
            return DELETED if screen.withdrawn else ANSWER
        case Fate.WHICH:
            return WHICH_LAUNCH
        case Fate.QUESTION:
            return QUESTION
        case Fate.HELP:
            return "What I can do."
        case Fate.STOP:
            return STOPPED if screen.stopped else ON_AGAIN
        case Fate.FILE:
            return _words_only(screen)
        case Fate.REFUSED:
            return REFUSED
        case _:
            return NOT_KEPT


def answer_blocks(screen: AnswerScreen, prefix: str) -> tuple[Block, ...]:
    """A line, and what can be pressed."""
    match screen.fate:
        case Fate.TAKEN | Fate.WHICH if screen.withdrawn:
            return (rich(line(Words(DELETED))),)
        case Fate.TAKEN:
            return _receipt(screen)
        case Fate.WHICH:
            return (rich(line(Words(WHICH_LAUNCH))), *_choices(screen))
        case Fate.STOP if screen.stopped:
            return (rich(line(Words(STOPPED))), actions(button("Start again", GO_ON, screen.ts)))
        case Fate.QUESTION | Fate.CARD | Fate.EARLY | Fate.BELOW:
            return (rich(line(Words(answer_text(screen)))), *_what_i_do(), context(MORE))
        case Fate.HELP:
            return _card(prefix)
        case Fate.STOP | Fate.FILE | Fate.REFUSED:
            return (rich(line(Words(answer_text(screen)))),)


def _receipt(screen: AnswerScreen) -> tuple[Block, ...]:
    edit = button("Edit", EDIT, screen.ts)
    if not screen.is_quoted:  # its words were moved into the field, and saved there
        said = (Words("This is part of your answer for "), _title(screen), Words("."))
        return rich(line(*said)), actions(edit)
    of = (
        "this week's answer"
        if screen.week is None
        else f"the answer for the week of {short(screen.week.monday)}"
    )
    head = "Kept" if screen.is_kept else "Taken"
    said = (Words(f"{head} as {of} for "), _title(screen), Words("."))
    if screen.is_open:
        said = (
            Words(f"{head} as a note on "),
            _title(screen),
            Words(". My question about it is still open."),
        )
    file = Words(" The file is not part of it." if screen.has_files else "")
    if screen.is_kept:
        return rich(line(*said, file)), actions(edit)
    keep = button("Keep", KEEP, screen.ts, primary=True)
    return rich(line(*said, file)), actions(keep, edit, button("That was not one", NO_ANSWER, screen.ts))


def _title(screen: AnswerScreen) -> Words:
    return Words(screen.title, bold=True)


def _choices(screen: AnswerScreen) -> tuple[Block, ...]:
    """Letters tell those apart whose titles are cut."""
    choices = [
        button(f"{chr(ord('A') + place)}: {one.title}", f"{WHICH}.{place}", f"{screen.ts}:{one.value}")
        for place, one in enumerate(screen.choices[:MOST_CHOICES])
    ]
    return (actions(*choices, button("None of these", NO_ANSWER, screen.ts)),)


def _words_only(screen: AnswerScreen) -> str:
    return f"{WORDS_ONLY}: say in a line what the file shows." if screen.has_files else f"{WORDS_ONLY}."


def welcome_text() -> str:
    return "Hello, I am Followthrough. Here is what I do."


def welcome_blocks(prefix: str) -> tuple[Block, ...]:
    """What I do, who sees what, and three buttons."""
    return (rich(line(Words("Hello, I am Followthrough.", bold=True))), *_card(prefix))


def _card(prefix: str) -> tuple[Block, ...]:
    return *_what_i_do(), context(f"{WHO_SEES} `{escape(prefix)}launch settings` says when I write.")


def _what_i_do() -> tuple[Block, ...]:
    return (
        section(I_DO),
        actions(
            button("Record a launch", RECORD_LAUNCH),
            button("Assess yourself", ASSESS),
            button("My launches", LAUNCHES),
        ),
    )
