"""Page 1: the bet in six fields; and the same fields again where it is changed."""

from collections.abc import Mapping

from app.launches.form import (
    JUDGE_BY,
    METRIC,
    PERMALINK,
    PROBLEM,
    REASON,
    SHIPPED_ON,
    TARGET,
    TITLE,
    ZONE,
    day,
)
from app.launches.model import TITLE_LIMIT
from app.launches.screens import BetScreen, ChangeScreen
from app.launches.views.aside import aside_blocks
from app.launches.views.common import CHANGE, FIELD, PRIVATE, RECORD, SEALING, message_link
from app.launches.views.quote import quote_blocks, seal_words
from app.launches.zones import ZONES
from app.slackkit.blocks import (
    Block,
    Option,
    Words,
    alert,
    context,
    date_input,
    divider,
    line,
    line_input,
    modal,
    rich,
    select_input,
    text_input,
)

LATE = "This bet was sealed while the page was open. Nothing you typed is lost: say why it changes, and save."


def bet_view(screen: BetScreen) -> Block:
    blocks = [
        context(f"{PRIVATE} {SEALING}"),
        *_origin(screen),
        *_texts(screen.values),
        *_days(screen.values),
        *(_zone(screen.values) if screen.asks_zone else []),
    ]
    return modal(RECORD, "Record what you shipped", blocks, submit="Record", private_metadata=screen.form_id)


def change_view(screen: ChangeScreen) -> Block:
    """What the bet says stands above, and in the fields to begin with."""
    quoted = quote_blocks(screen.launch, screen.now, screen.zone, short=True)
    sealed = f"{seal_words(screen.launch, screen.now, screen.zone)}."
    blocks = [
        *([alert(LATE, "info")] if screen.late else []),
        context(f"{PRIVATE} {sealed}"),
        *([*quoted, divider()] if screen.asks_reason else []),
        *aside_blocks(screen.aside, (TITLE, PROBLEM, METRIC, TARGET)),
        *_texts(screen.values),
        *_days(screen.values),
        *(_reason(screen.values) if screen.asks_reason else []),
    ]
    return modal(CHANGE, "Change the bet", blocks, submit="Save", private_metadata=screen.form_id)


def _origin(screen: BetScreen) -> list[Block]:
    previous = (
        [Words("It goes on from: "), Words(screen.previous.bet.title, bold=True)] if screen.previous else []
    )
    link = message_link(screen.values.get(PERMALINK, ""))
    kept = Words(". The link to that message is kept with the bet.")
    message = [Words("From a message: "), link, kept] if link else []
    return [rich(line(*words)) for words in (previous, message) if words]


def _texts(values: Mapping[str, str]) -> list[Block]:
    return [
        line_input(
            FIELD,
            TITLE,
            "What did you ship?",
            values.get(TITLE, ""),
            optional=False,
            max_length=TITLE_LIMIT,
            hint="A name you will recognise in a few weeks.",
        ),
        _text(PROBLEM, "Which problem does it solve, and for whom?", values),
        _text(
            METRIC,
            "What will you look at, and how does it stand now?",
            values,
            hint="A metric with its baseline: “drop-off at checkout, 12 % today”. Words will do.",
        ),
        _text(
            TARGET,
            "What do you expect?",
            values,
            hint="A target: “under 8 %”. It need not be a number: “support stops asking about it” is fine.",
        ),
    ]


def _text(field: str, label: str, values: Mapping[str, str], hint: str = "") -> Block:
    return text_input(FIELD, field, label, values.get(field, ""), optional=False, hint=hint)


def _days(values: Mapping[str, str]) -> list[Block]:
    """The judge-by date may follow the other one: a new block id is what makes Slack show the new day."""
    judge_by = values.get(JUDGE_BY, "")
    return [
        date_input(
            FIELD,
            SHIPPED_ON,
            "Shipped on",
            day(values.get(SHIPPED_ON, "")),
            optional=False,
            hint="It may lie ahead: then you are asked on that day whether it shipped.",
        ),
        date_input(
            FIELD,
            f"{JUDGE_BY}@{judge_by}",
            "Judge by",
            day(judge_by),
            optional=False,
            hint="The day you say whether it landed. Six weeks after shipping, unless you choose another.",
        ),
    ]


def _zone(values: Mapping[str, str]) -> list[Block]:
    options = [Option(name, cities) for name, cities in ZONES]
    hint = "Slack does not say yours. You are written to in your own working hours only."
    return [select_input(FIELD, ZONE, "Your time zone", options, values.get(ZONE), optional=False, hint=hint)]


def _reason(values: Mapping[str, str]) -> list[Block]:
    hint = "It stands in every quote from now on, with what the bet said at first."
    return [
        text_input(FIELD, REASON, "Why do you change it?", values.get(REASON, ""), optional=False, hint=hint)
    ]
