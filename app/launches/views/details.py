"""Page 2, and what stands there once it is kept."""

from collections.abc import Mapping

from app.launches.model import DETAILS as FIELDS
from app.launches.model import INSTRUMENTATION, LINK, STOP, SURE, WHERE
from app.launches.screens import DetailScreen, KeptScreen
from app.launches.views.aside import aside_blocks
from app.launches.views.common import (
    DETAIL_HINTS,
    DETAIL_LABELS,
    DETAIL_OPTIONS,
    DETAILS,
    FIELD,
    KEPT,
    MORE_DETAILS,
    comes_next,
)
from app.launches.views.history import detail_blocks
from app.launches.views.quote import quote_blocks, seal_words
from app.rhythm.local import local_day
from app.slackkit.blocks import (
    VIEW_BYTES,
    Block,
    Words,
    alert,
    context,
    header,
    line,
    line_input,
    modal,
    radio_input,
    rich,
    text_input,
    weight,
)

OPTIONAL = "All of this is optional; what you leave empty is asked later, one question a check-in."
LATER = "What you type is kept here while you type, and counts once you save it."


def detail_view(screen: DetailScreen) -> Block:
    """`recorded` and later are two views: only the first is followed by nothing."""
    callback_id = DETAILS if screen.recorded else MORE_DETAILS
    title = "Recorded" if screen.recorded else "Add details"
    aside = aside_blocks(screen.aside, (STOP, WHERE, LINK))
    blocks = [*_head(screen), *aside, *(detail_input(name, screen.values) for name in FIELDS)]
    return modal(callback_id, title, blocks, submit="Save", close="Later", private_metadata=screen.form_id)


def _head(screen: DetailScreen) -> list[Block]:
    if not screen.recorded:
        return [
            header(screen.launch.bet.title),
            context(f"Only you can see this. {LATER}"),
        ]
    return [
        alert(f"Recorded. {OPTIONAL}", "success"),
        rich(line(Words(screen.launch.bet.title, bold=True), Words(f" · {_what_comes(screen)}"))),
        context(f"Only you can see this. {LATER}"),
    ]


def _what_comes(screen: DetailScreen) -> str:
    today = local_day(screen.now, screen.zone)
    first = comes_next(screen.next_checkin, today, screen.is_switched_off)
    return f"{first} {seal_words(screen.launch, screen.now, screen.zone)}.".lstrip()


def detail_input(name: str, values: Mapping[str, str]) -> Block:
    """One question of page 2, for a check-in that asks for what is missing, too."""
    label, hint, value = DETAIL_LABELS[name], DETAIL_HINTS.get(name, ""), values.get(name, "")
    if name in (INSTRUMENTATION, SURE):
        return radio_input(FIELD, name, label, DETAIL_OPTIONS[name], value, hint=hint)
    if name == LINK:
        return line_input(FIELD, name, label, value, hint=hint)
    return text_input(FIELD, name, label, value, hint=hint)


def kept_view(screen: KeptScreen, *, clears: bool = True) -> Block:
    """What was changed or added, as it will be quoted. `clears`: the list below is old now and closes too."""
    bet = quote_blocks(screen.launch, screen.now, screen.zone, short=False)
    bet += detail_blocks(screen.launch, screen.now, screen.zone)
    if weight(bet) > VIEW_BYTES:
        bet = quote_blocks(screen.launch, screen.now, screen.zone, short=True)
    blocks = [alert("Saved.", "success"), *bet, context("Only you can see this.")]
    return modal(KEPT, "Your bet", blocks, close="Close") | {"clear_on_close": clears}
