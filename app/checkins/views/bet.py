"""All there is about one bet: what was bet, what was seen and decided since, and what to do now."""

from app.checkins.model import LANDED, STATUS_WORDS, Answer, Decision, Entry, Look, Reading, verdict_words
from app.checkins.model import subject as subject_of
from app.checkins.names import BET_PAGE, DECIDE, EDIT, FOLLOW_AGAIN, MENU, STOP, TWO_WEEKS, WEEKLY
from app.checkins.pages import BetPage
from app.checkins.views.pages import entry_day
from app.checkins.views.parts import item_block
from app.launches.model import LaunchState
from app.launches.views.quote import quote_blocks
from app.slackkit.blocks import (
    VIEW_BYTES,
    Block,
    Option,
    Words,
    actions,
    button,
    context,
    divider,
    fitting,
    line,
    modal,
    quote,
    rich,
    select_menu,
)

MOST_ENTRIES = 25
"""Newest first; two blocks each, and a modal holds a hundred."""

MOST_ITEMS = 10
_LANDED = dict(LANDED)


def bet_page_view(page: BetPage) -> Block:
    blocks = [
        *quote_blocks(page.launch, page.now, page.zone, short=False),
        *([rich(line(Words(f"It goes on from: {page.previous}")))] if page.previous else []),
        *_to_do(page),
        *[item_block(item, page.zone) for item in page.items[:MOST_ITEMS]],
        divider(),
        *_story(page),
    ]
    head = context("Only you can see this. What is closed stays here as your evidence.")
    return modal(
        BET_PAGE,
        "Your bet",
        fitting([head, *blocks], VIEW_BYTES),
        close="Close",
        private_metadata=str(page.launch.id),
    )


def _to_do(page: BetPage) -> list[Block]:
    launch, value = page.launch, subject_of(page.launch.id, page.week)
    if launch.state is LaunchState.STOPPED:
        return [actions(button("Follow it again", FOLLOW_AGAIN, str(launch.id)))]
    if launch.state is not LaunchState.OPEN or not launch.shipped:
        return []
    rhythm = (WEEKLY, "Every week") if launch.every > 1 else (TWO_WEEKS, "Every two weeks")
    choices = [rhythm, (STOP, "Stop following it")]
    menu = select_menu(MENU, [Option(f"{name}:{value}", label) for name, label in choices], "More")
    return [actions(button("Check in now", EDIT, value), button("Decide now", DECIDE, value), menu)]


def _story(page: BetPage) -> list[Block]:
    said = [one for one in reversed(page.history) if not one.withdrawn]
    if not said:
        return [context("Nothing was answered yet.")]
    more = [context("Older answers are below their messages.")] if len(said) > MOST_ENTRIES else []
    return [block for one in said[:MOST_ENTRIES] for block in _entry(page, one)] + more


def _entry(page: BetPage, entry: Entry) -> list[Block]:
    value = subject_of(entry.launch_id, entry.week)
    head = line(Words(f"{entry_day(page, entry)}: {_words(entry.answer)}", bold=True))
    return [rich(head, *_texts(entry.answer)), actions(button("Edit", EDIT, value))]


def _words(answer: Answer) -> str:
    match answer:
        case Reading():
            return STATUS_WORDS[answer.status]
        case Decision():
            return verdict_words(answer)
        case Look():
            return f"second look. Did it last? {_LANDED[answer.lasted]}"


def _texts(answer: Answer) -> list[Block]:
    match answer:
        case Reading():
            told = [("", answer.text), ("Learned: ", answer.learned), ("Next: ", answer.next)]
            told += [("Missing: ", answer.missing), ("Link: ", answer.link)]
        case Decision():
            told = [("", answer.reflection)]
        case Look():
            told = [("", answer.text)]
    return [quote(label + text) for label, text in told if text]
