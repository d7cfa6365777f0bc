"""The assessment's modals. Pure: screens in, blocks out."""

from app.assessment.model import (
    STANDS,
    Agreement,
    Assessment,
    Choice,
    HistoryScreen,
    Item,
    ItemKind,
    LastScreen,
    PageScreen,
    Screen,
    StartScreen,
    SummaryEntry,
    SummaryPart,
    choices,
    readable,
)
from app.guide.model import AntiPattern, Guide, Section
from app.slack.action_ids import RECORD_LAUNCH, SHARE
from app.slack.blocks import (
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
    date_element,
    divider,
    escape,
    fields,
    fitting,
    header,
    line,
    modal,
    mrkdwn,
    mrkdwn_section,
    plain,
    quote,
    radio_input,
    rich,
    section,
    text_input,
    weight,
)

# What the views of an assessment share.

ANSWER = "assess.answer"
SUBMIT = "assess.page"
HISTORY = "assess.history"
READING = "assess.reading"

BACK = "assess.back"
OVERVIEW = "assess.overview"
SECTION = "assess.section"
READ_GUIDE = "assess.read-guide"
SHOW_HISTORY = "assess.show-history"
MIRROR = "assess.mirror"
LAST_VIEW = "assess.last"
TURN = "assess.turn"

PRIVATE = "Only you can see this, unless you share it. It is saved while you type."

TWO_WINDOWS = (
    "You wrote on the page before this in another window too. The newest text counts; "
    "the other one is kept, and your history shows it."
)


def notices(*, notice: bool) -> list[Block]:
    return [alert(TWO_WINDOWS, "info")] if notice else []


def agreed_blocks(agreed: Agreement | None) -> list[Block]:
    """What was agreed last, word for word."""
    if agreed is None:
        return []
    return [
        rich(line(Words("What you agreed, ", bold=True), date_element(agreed.made_at)), quote(agreed.text))
    ]


def prose(title: str, text: str) -> list[Block]:
    """A heading in bold and a paragraph; nothing where the guide says nothing."""
    return [rich(line(Words(title, bold=True)), line(Words(text)))] if text else []


def listing(title: str, texts: tuple[str, ...], *, numbered: bool = False) -> list[Block]:
    return [rich(line(Words(title, bold=True)), bullets(texts, numbered=numbered))] if texts else []


def part_blocks(part: SummaryPart) -> list[Block]:
    """A section, an anti-pattern or what was retired, with every text as it was written."""
    return [header(part.title), context(_under(part)), *(entry_block(entry) for entry in part.entries)]


def _under(part: SummaryPart) -> str:
    words = [part.standing.value.capitalize()] if part.standing else []
    words += [part.stand] if part.stand else []
    return escape(" · ".join(words) or part.caption or " ")


def entry_block(entry: SummaryEntry) -> Block:
    if entry.earlier:
        asked = f" to “{entry.earlier.wording}”" if entry.earlier.wording != entry.wording else ""
        words = Words(f"Earlier text{asked}, kept ", italic=True)
        return rich(line(words, date_element(entry.earlier.kept_at)), quote(entry.text))
    retired = [Words(" (no longer asked)", italic=True)] if entry.retired else []
    said = quote(entry.text) if entry.text else line(Words("(emptied)", italic=True))
    return rich(line(Words(entry.wording, bold=True), *retired), said)


# The start view: what this is, who can see it, and where each section stands.

FIELD = 2000
"""What a field of a section holds."""

MINDSET_ROWS = 20
"""More rows would crowd out the sections: a view holds a hundred blocks."""

WHO_SEES = (
    "Followthrough shows what you write to nobody but you, until you share it. No marks, no ranking, and no "
    "list of who did not answer. Whoever runs the server with its keys could technically read it."
)


STANDINGS = "_With evidence_: you noted what shows it. _Still a claim_: not yet, and fine to begin with."


def start_view(screen: StartScreen) -> Block:
    """What comes first is what the person came for: the reason at first, later where they stand."""
    why = fitting(_why(screen.guide), VIEW_BYTES // 2)
    sections = _sections(screen)
    blocks = [
        header(screen.guide.title or "Self-assessment"),
        context(WHO_SEES),
        *notices(notice=screen.notice),
        *_finished(screen),
        *agreed_blocks(screen.agreed),
        *(prose("What this is", screen.guide.purpose) if not screen.assessment else []),
        *(sections if screen.assessment else why),
        divider(),
        *(why if screen.assessment else sections),
        actions(*_buttons(screen)),
    ]
    return modal(
        SUBMIT,
        "Assess yourself",
        blocks,
        submit=_submit(screen),
        close="Close",
        private_metadata=screen.form_id,
    )


def _buttons(screen: StartScreen) -> list[Block]:
    more = [
        *([button("The mirror", MIRROR)] if screen.guide.anti_patterns else []),
        button("Looking back", LAST_VIEW),
        button("Your assessments", SHOW_HISTORY),
    ]
    return [button("Read the guide", READ_GUIDE), *(more if screen.assessment else [])]


def _submit(screen: StartScreen) -> str:
    if screen.assessment is None:
        return "Begin"
    return "Start a new one" if screen.assessment.finished_at else "Continue"


def _finished(screen: StartScreen) -> list[Block]:
    if screen.assessment is None or screen.assessment.finished_at is None:
        return []
    return [
        rich(
            line(
                Words("You finished this on "),
                date_element(screen.assessment.finished_at),
                Words(". Open a section to change it: earlier texts are kept. A new one begins empty."),
            )
        )
    ]


def _why(guide: Guide) -> list[Block]:
    motto = [rich(quote(guide.motto))] if guide.motto else []
    return [*prose("The problem", guide.problem), *motto, *_mindset(guide)]


def _mindset(guide: Guide) -> list[Block]:
    if not guide.mindset:
        return []
    head = fields(*(_bold(column) for column in guide.mindset_columns))
    rows = [
        fields(plain(clip(row.before, FIELD) or " "), _bold(row.after))
        for row in guide.mindset[:MINDSET_ROWS]
    ]
    return [head, *rows]


def _bold(text: str) -> Block:
    """The second column stands out: on a phone the two come one below the other."""
    if not text or "*" in text:
        return plain(clip(text, FIELD) or " ")
    return mrkdwn(f"*{escape(clip(text, FIELD // 6))}*")  # escaping makes it five times as long at worst


def _sections(screen: StartScreen) -> list[Block]:
    pairs = zip(screen.guide.sections, screen.parts, strict=True)
    return [*(_section(section.id, part) for section, part in pairs), context(STANDINGS)]


def _section(section_id: str, part: SummaryPart) -> Block:
    standing = part.standing.value if part.standing else ""
    words = f"{standing.capitalize()} · {part.stand}" if part.stand else standing.capitalize()
    open_button = button("Open", SECTION, section_id)
    open_button["accessibility_label"] = clip(f"Open {part.title}", 75)
    return mrkdwn_section(f"*{escape(part.title)}*\n{escape(words)}", accessory=open_button)


# What the command can do, for somebody who asked or mistyped.

TITLES = 2500
"""Characters of section titles at most: an answer to a command stays well under Slack's 4,000."""


def help_text(command: str, guide: Guide, found: int | None = None) -> str:
    """mrkdwn for the answer to a command, which only the person who typed it sees.

    `found`: how many sections fit what was typed after it; None where they asked for help.
    """
    titles = "\n".join(f"• {escape(section.title)}" for section in guide.sections)
    return (
        f"{_because(found)}"
        f"`{command}` goes on where you stopped, or begins.\n"
        f"`{command} history` shows what you wrote before.\n"
        f"`{command}` and a section, or a part of its name, opens that section:\n"
        f"{clip(titles, TITLES)}\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )


def _because(found: int | None) -> str:
    if found is None:
        return ""
    return "No section has that in its name.\n" if not found else "More than one section fits that.\n"


# Earlier assessments by date, with every text and what it said before.


def history_view(screen: HistoryScreen) -> Block:
    if screen.assessment is None:
        blocks = [
            section("There is nothing here yet. What you write in an assessment will be kept here, by date.")
        ]
    else:
        blocks = [
            context("Only you can see this."),
            *_heading(screen.assessment),
            *(block for part in screen.parts for block in part_blocks(part)),
            *([] if screen.parts else [section("Nothing was written in this one.")]),
            *_turning(screen),
        ]
    return modal(HISTORY, "Your assessments", blocks, close="Close")


def _heading(assessment: Assessment) -> list[Block]:
    words: list[Words | Block] = [
        Words("Begun ", bold=True),
        date_element(assessment.started_at, with_time=True),
    ]
    if assessment.finished_at:
        words += [Words(", finished "), date_element(assessment.finished_at, with_time=True)]
    else:
        words += [Words(", still open")]
    return [rich(line(*words))]


def _turning(screen: HistoryScreen) -> list[Block]:
    buttons = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    buttons += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    return [actions(*buttons)] if buttons else []


# The last view: what was written, what rests on evidence, what the mirror showed, and what to do with it.


def last_view(screen: LastScreen) -> Block:
    is_end = screen.number == screen.of
    page = f"Page {screen.number} of {screen.of}. " if screen.of > 1 else ""
    written = [*_parts(screen), *(agreed_blocks(screen.agreed) if is_end else [])]
    blocks = [
        context(page + "What you wrote, as you wrote it. Only you can see this, unless you share it."),
        *notices(notice=screen.notice),
        *written,
        *(fitting(_from_here(screen), VIEW_BYTES - weight(written)) if is_end else []),
        actions(*_last_buttons(is_end=is_end)),
    ]
    return modal(
        SUBMIT, "Looking back", blocks, submit="Done" if is_end else "Next", private_metadata=screen.form_id
    )


def _last_buttons(*, is_end: bool) -> list[Block]:
    onward = [button("Record what I shipped last", RECORD_LAUNCH), button("Share with my EM", SHARE)]
    return [*(onward if is_end else []), button("Back", BACK), button("Overview", OVERVIEW)]


def _parts(screen: LastScreen) -> list[Block]:
    """The sections, then the mirror and what is no longer asked below a line."""
    sections = [part for part in screen.parts if part.standing]
    others = [part for part in screen.parts if not part.standing]
    between = [divider()] if sections and others else []
    return [
        *(block for part in sections for block in part_blocks(part)),
        *between,
        *(block for part in others for block in part_blocks(part)),
    ]


def _from_here(screen: LastScreen) -> list[Block]:
    guide = screen.guide
    return [
        divider(),
        *listing("How to use it from here", guide.how_to_use, numbered=True),
        *prose("Keep in mind", guide.note),
    ]


# One page to fill in: a section's questions, or an anti-pattern as a mirror.

SHORT_QUOTE = 200
OPTION_TEXT = 75

HINTS = {
    ItemKind.EVIDENCE: "A number, a link, a date, somebody who saw it. Until then it stands as a claim.",
    ItemKind.WHEN: "One time is enough. Nobody reads this unless you share it.",
}


def page_view(screen: PageScreen) -> Block:
    """The page. Should last time's texts make it too heavy for Slack, they are shortened, and it says so."""
    blocks = _blocks(screen, short=False)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, short=True)
    return modal(SUBMIT, _title(screen), blocks, submit="Next", private_metadata=screen.form_id)


def _title(screen: PageScreen) -> str:
    guide, page = screen.questionnaire.guide, screen.page
    if page.section:
        return f"Section {_place(page.section, guide.sections)} of {len(guide.sections)}"
    assert page.anti_pattern is not None, "a page with inputs is a section's or the mirror's"  # noqa: S101
    return f"Mirror {_place(page.anti_pattern, guide.anti_patterns)} of {len(guide.anti_patterns)}"


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
        *(block for item in screen.page.items for block in _item(screen, item, short=short)),
        actions(*_doors(screen), button("Back", BACK), button("Overview", OVERVIEW)),
    ]


def _doors(screen: PageScreen) -> list[Block]:
    """The section about owning outcomes, and the one with the loop, lead to the place where it is done."""
    section = screen.page.section
    if section is None or screen.page.number > 1:
        return []
    is_there = section.has_loop or "outcome" in section.title.casefold()
    return [button("Record what I shipped last", RECORD_LAUNCH)] if is_there else []


def _head(screen: PageScreen) -> list[Block]:
    page = screen.page
    title = page.section.title if page.section else page.anti_pattern.title if page.anti_pattern else ""
    part = f"Page {page.number} of {page.of}. " if page.of > 1 else ""
    return [header(title), context(part + PRIVATE), *_finished_line(screen)]


def _finished_line(screen: PageScreen) -> list[Block]:
    if screen.finished_at is None:
        return []
    words = Words(". You can still change it: earlier texts are kept.")
    return [rich(line(Words("You finished this assessment on "), date_element(screen.finished_at), words))]


def _about(screen: PageScreen) -> list[Block]:
    page = screen.page
    if page.anti_pattern:
        return [*_mirror_words(), *_long_signs(page.anti_pattern)]
    if page.section is None or page.number > 1:
        return []
    return [
        *_loop(screen.questionnaire.guide, page.section),
        *listing("What people at the next level do", page.section.behaviours),
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
        case ItemKind.STAND:
            options = [Option(choice.id, choice.label) for choice in STANDS]
            chosen = [choice.id for choice in choices(value)]
            return [radio_input(ANSWER, item.key, item.wording, options, next(iter(chosen), None))]
        case ItemKind.SIGNS:
            ticked = [choice.id for choice in choices(value)]
            return [_boxes(block_id, item.wording, group, ticked) for block_id, group in item.groups()]
        case kind:
            return [text_input(ANSWER, item.key, item.wording, value, hint=HINTS.get(kind, ""))]


def _boxes(block_id: str, label: str, group: tuple[Choice, ...], ticked: list[str]) -> Block:
    options = [Option(choice.id, choice.label) for choice in group]
    return checkbox_input(ANSWER, block_id, label, options, ticked)


# The guide to read: the example, how to use it, and what it stands on.


def reading_view(guide: Guide) -> Block:
    blocks = [
        header(guide.title or "The guide"),
        *prose("What it is for", guide.purpose),
        *prose("What it is", guide.format),
        *prose("When to use it", guide.use_case),
        *prose("An example", guide.example.situation),
        *listing("Step by step", guide.example.steps, numbered=True),
        *prose("Why this counts", guide.example.why),
        *listing("How to use it", guide.how_to_use, numbered=True),
        *prose("Keep in mind", guide.note),
        *prose("Beside the document you have", guide.supplements),
        *listing("What stays expected", guide.core_expectations),
    ]
    return modal(READING, "The guide", fitting(blocks), close="Back to the start")


# Which view shows which screen.


def render(screen: Screen) -> Block:
    match screen:
        case StartScreen():
            return start_view(screen)
        case PageScreen():
            return page_view(screen)
        case LastScreen():
            return last_view(screen)
