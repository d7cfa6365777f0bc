"""One page to fill in: a section's questions, or an anti-pattern as a mirror."""

from app.assessment.items import STANDS, Choice, Item, Kind, choices, readable
from app.assessment.model import PageScreen
from app.assessment.views.common import ANSWER, BACK, OVERVIEW, PRIVATE, SUBMIT, listing, notices
from app.guide.model import AntiPattern, Guide, Section
from app.slackkit.blocks import (
    VIEW_BYTES,
    Block,
    Option,
    Words,
    actions,
    alert,
    bullets,
    button,
    checkbox_input,
    clip,
    context,
    date,
    header,
    line,
    modal,
    quote,
    radio_input,
    rich,
    text_input,
    weight,
)
from app.slackkit.doors import RECORD_LAUNCH

SHORT_QUOTE = 200
OPTION_TEXT = 75

HINTS = {
    Kind.EVIDENCE: "A number, a link, a date, somebody who saw it. Until then it stands as a claim.",
    Kind.WHEN: "One time is enough. Nobody reads this unless you share it.",
}


def page_view(screen: PageScreen) -> Block:
    """The page. Should last time's texts make it too heavy for Slack, they are shortened, and it says so."""
    blocks = _blocks(screen, short=False)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, short=True)
    return modal(SUBMIT, _title(screen), blocks, submit="Next", private_metadata=screen.page_id)


def _title(screen: PageScreen) -> str:
    guide, step = screen.plan.guide, screen.step
    if step.section:
        return f"Section {_place(step.section, guide.sections)} of {len(guide.sections)}"
    assert step.anti_pattern is not None, "a page with inputs is a section's or the mirror's"  # noqa: S101
    return f"Mirror {_place(step.anti_pattern, guide.anti_patterns)} of {len(guide.anti_patterns)}"


def _place(thing: Section | AntiPattern, among: tuple[Section, ...] | tuple[AntiPattern, ...]) -> int:
    return [other.id for other in among].index(thing.id) + 1


def _blocks(screen: PageScreen, *, short: bool) -> list[Block]:
    return [
        *_head(screen),
        *notices(notice=screen.notice),
        *(
            [alert("Last time's texts are shortened here; your history has them whole.", "info")]
            if short
            else []
        ),
        *_about(screen),
        *(block for item in screen.step.items for block in _item(screen, item, short=short)),
        actions(*_doors(screen), button("Back", BACK), button("Overview", OVERVIEW)),
    ]


def _doors(screen: PageScreen) -> list[Block]:
    """The section about owning outcomes, and the one with the loop, lead to the place where it is done."""
    section = screen.step.section
    if section is None or screen.step.number > 1:
        return []
    is_there = section.has_loop or "outcome" in section.title.casefold()
    return [button("Record what I shipped last", RECORD_LAUNCH)] if is_there else []


def _head(screen: PageScreen) -> list[Block]:
    step = screen.step
    title = step.section.title if step.section else step.anti_pattern.title if step.anti_pattern else ""
    part = f"Page {step.number} of {step.of}. " if step.of > 1 else ""
    return [header(title), context(part + PRIVATE), *_finished(screen)]


def _finished(screen: PageScreen) -> list[Block]:
    if screen.finished_at is None:
        return []
    words = Words(". You can still change it: earlier texts are kept.")
    return [rich(line(Words("You finished this assessment on "), date(screen.finished_at), words))]


def _about(screen: PageScreen) -> list[Block]:
    step = screen.step
    if step.anti_pattern:
        return [*_mirror_words(), *_long_signs(step.anti_pattern)]
    if step.section is None or step.number > 1:
        return []
    return [
        *_loop(screen.plan.guide, step.section),
        *listing("What people at the next level do", step.section.behaviours),
    ]


def _mirror_words() -> list[Block]:
    words = "A habit that keeps people where they are. Tick what you recognise in yourself; nobody counts."
    return [rich(line(Words(words)))]


def _long_signs(anti_pattern: AntiPattern) -> list[Block]:
    """Signs that are longer than an option may be stand above, whole."""
    long = tuple(sign.text for sign in anti_pattern.signs if len(sign.text) > OPTION_TEXT)
    return [rich(bullets(long))] if long else []


def _loop(guide: Guide, section: Section) -> list[Block]:
    if not section.has_loop or not guide.loop:
        return []
    parts: list[Words] = []
    for step in guide.loop:
        parts += [Words(" → ")] if parts else []
        parts.append(Words(step.text, bold=step.marked))
    marked = any(step.marked for step in guide.loop)
    under = [context("In bold: the step where work usually stops being watched.")] if marked else []
    return [rich(line(Words("The loop: ", italic=True), *parts)), *under]


def _item(screen: PageScreen, item: Item, *, short: bool) -> list[Block]:
    return [*_last_time(screen, item, short=short), *_inputs(item, screen.texts.get(item.key, ""))]


def _last_time(screen: PageScreen, item: Item, *, short: bool) -> list[Block]:
    text = readable(item.key, screen.last_time.get(item.key, ""))
    if not text.strip():
        return []
    return [
        rich(
            line(Words("Last time you wrote:", italic=True)),
            quote(clip(text, SHORT_QUOTE) if short else text),
        )
    ]


def _inputs(item: Item, value: str) -> list[Block]:
    match item.kind:
        case Kind.STAND:
            options = [Option(choice.id, choice.label) for choice in STANDS]
            chosen = [choice.id for choice in choices(value)]
            return [radio_input(ANSWER, item.key, item.wording, options, next(iter(chosen), None))]
        case Kind.SIGNS:
            ticked = [choice.id for choice in choices(value)]
            return [_boxes(block_id, item.wording, group, ticked) for block_id, group in item.groups()]
        case kind:
            return [text_input(ANSWER, item.key, item.wording, value, hint=HINTS.get(kind, ""))]


def _boxes(block_id: str, label: str, group: tuple[Choice, ...], ticked: list[str]) -> Block:
    options = [Option(choice.id, choice.label) for choice in group]
    return checkbox_input(ANSWER, block_id, label, options, ticked)
