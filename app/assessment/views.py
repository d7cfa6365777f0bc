"""The assessment's modals. Pure: screens in, blocks out."""

from app.assessment.model import (
    STANDS,
    Agreement,
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

# Callback ids of the views, action ids of their buttons, and the blocks that several of them show.

SUBMIT = "assess.page"
HISTORY = "assess.history"
READING = "assess.reading"

ANSWER = "assess.answer"  # every input of a page
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


def render(screen: Screen) -> Block:
    """The view that shows this screen."""
    match screen:
        case StartScreen():
            return start_view(screen)
        case PageScreen():
            return page_view(screen)
        case LastScreen():
            return last_view(screen)


def notices(*, notice: bool) -> list[Block]:
    """The line about two windows, where there were two."""
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
    """A heading in bold and a list; nothing where the guide lists nothing."""
    return [rich(line(Words(title, bold=True)), bullets(texts, numbered=numbered))] if texts else []


def part_blocks(part: SummaryPart) -> list[Block]:
    """A section, an anti-pattern or what was retired, with every text as it was written."""
    words = [part.standing.value.capitalize()] if part.standing else []
    words += [part.stand] if part.stand else []
    under = escape(" · ".join(words) or part.caption or " ")
    return [header(part.title), context(under), *(entry_block(entry) for entry in part.entries)]


def entry_block(entry: SummaryEntry) -> Block:
    """What was asked, and what was written in a quote."""
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
    guide, assessment = screen.guide, screen.assessment
    motto = [rich(quote(guide.motto))] if guide.motto else []
    problem = [*prose("The problem", guide.problem), *motto, *_mindset(guide)]
    why = fitting(problem, VIEW_BYTES // 2)
    pairs = zip(guide.sections, screen.parts, strict=True)
    sections = [*(_section_line(section.id, part) for section, part in pairs), context(STANDINGS)]
    finished, submit = [], "Continue" if assessment else "Begin"
    if assessment and assessment.finished_at:
        words = ". Open a section to change it: earlier texts are kept. A new one begins empty."
        on = date_element(assessment.finished_at)
        finished, submit = [rich(line(Words("You finished this on "), on, Words(words)))], "Start a new one"
    buttons = [button("Read the guide", READ_GUIDE)]
    if assessment:
        buttons += [button("The mirror", MIRROR)] if guide.anti_patterns else []
        buttons += [button("Looking back", LAST_VIEW), button("Your assessments", SHOW_HISTORY)]
    blocks = [
        header(guide.title or "Self-assessment"),
        context(WHO_SEES),
        *notices(notice=screen.notice),
        *finished,
        *agreed_blocks(screen.agreed),
        *(prose("What this is", guide.purpose) if not assessment else []),
        *(sections if assessment else why),
        divider(),
        *(why if assessment else sections),
        actions(*buttons),
    ]
    return modal(
        SUBMIT, "Assess yourself", blocks, submit=submit, close="Close", private_metadata=screen.form_id
    )


def _mindset(guide: Guide) -> list[Block]:
    """The guide's table of two columns, from what to what."""
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


def _section_line(section_id: str, part: SummaryPart) -> Block:
    """A section with where it stands, and a button that opens it."""
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
    because = ""
    if found is not None:
        because = "More than one section fits that.\n" if found else "No section has that in its name.\n"
    return (
        f"{because}"
        f"`{command}` goes on where you stopped, or begins.\n"
        f"`{command} history` shows what you wrote before.\n"
        f"`{command}` and a section, or a part of its name, opens that section:\n"
        f"{clip(titles, TITLES)}\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )


# Earlier assessments by date, with every text and what it said before.


def history_view(screen: HistoryScreen) -> Block:
    """One screen of what was written, with buttons to the screens beside it."""
    if screen.assessment is None:
        blocks = [
            section("There is nothing here yet. What you write in an assessment will be kept here, by date.")
        ]
        return modal(HISTORY, "Your assessments", blocks, close="Close")
    started = date_element(screen.assessment.started_at, with_time=True)
    head: list[Words | Block] = [Words("Begun ", bold=True), started]
    if screen.assessment.finished_at:
        head += [Words(", finished "), date_element(screen.assessment.finished_at, with_time=True)]
    else:
        head += [Words(", still open")]
    buttons = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    buttons += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    blocks = [
        context("Only you can see this."),
        rich(line(*head)),
        *(block for part in screen.parts for block in part_blocks(part)),
        *([] if screen.parts else [section("Nothing was written in this one.")]),
        *([actions(*buttons)] if buttons else []),
    ]
    return modal(HISTORY, "Your assessments", blocks, close="Close")


# The last view: what was written, what rests on evidence, what the mirror showed, and what to do with it.


def last_view(screen: LastScreen) -> Block:
    """The sections; below a line the mirror and what is no longer asked; at the end what to do with it."""
    is_end = screen.number == screen.of
    page = f"Page {screen.number} of {screen.of}. " if screen.of > 1 else ""
    sections = [part for part in screen.parts if part.standing]
    others = [part for part in screen.parts if not part.standing]
    written = [
        *(block for part in sections for block in part_blocks(part)),
        *([divider()] if sections and others else []),
        *(block for part in others for block in part_blocks(part)),
    ]
    onward, buttons = list[Block](), [button("Back", BACK), button("Overview", OVERVIEW)]
    if is_end:
        written += agreed_blocks(screen.agreed)
        use = listing("How to use it from here", screen.guide.how_to_use, numbered=True)
        from_here = [divider(), *use, *prose("Keep in mind", screen.guide.note)]
        onward = fitting(from_here, VIEW_BYTES - weight(written))
        share = button("Share with my EM", SHARE)
        buttons = [button("Record what I shipped last", RECORD_LAUNCH), share, *buttons]
    blocks = [
        context(page + "What you wrote, as you wrote it. Only you can see this, unless you share it."),
        *notices(notice=screen.notice),
        *written,
        *onward,
        actions(*buttons),
    ]
    return modal(
        SUBMIT, "Looking back", blocks, submit="Done" if is_end else "Next", private_metadata=screen.form_id
    )


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
    guide, page = screen.questionnaire.guide, screen.page
    if page.section:
        title = f"Section {_place(page.section, guide.sections)} of {len(guide.sections)}"
    else:
        assert page.anti_pattern is not None, "a page with inputs is a section's or the mirror's"  # noqa: S101
        title = f"Mirror {_place(page.anti_pattern, guide.anti_patterns)} of {len(guide.anti_patterns)}"
    return modal(SUBMIT, title, blocks, submit="Next", private_metadata=screen.form_id)


def _place(thing: Section | AntiPattern, among: tuple[Section, ...] | tuple[AntiPattern, ...]) -> int:
    return [other.id for other in among].index(thing.id) + 1


def _blocks(screen: PageScreen, *, short: bool) -> list[Block]:
    """`short`: what was written last time is cut."""
    page = screen.page
    about = _about_section(screen.questionnaire.guide, page.section) if page.section else []
    if page.anti_pattern:
        about = _about_mirror(page.anti_pattern)
    part = f"Page {page.number} of {page.of}. " if page.of > 1 else ""
    title = page.section.title if page.section else page.anti_pattern.title if page.anti_pattern else ""
    blocks = [header(title), context(part + PRIVATE)]
    if screen.finished_at:
        words = Words(". You can still change it: earlier texts are kept.")
        finished = line(Words("You finished this assessment on "), date_element(screen.finished_at), words)
        blocks.append(rich(finished))
    blocks += notices(notice=screen.notice)
    if short:
        blocks.append(alert("Last time's texts are shortened here; your history has them whole.", "info"))
    blocks += about if page.number == 1 else []
    for item in page.items:
        last_time = readable(item.key, screen.last_time.get(item.key, ""))
        if last_time.strip():
            text = clip(last_time, SHORT_QUOTE) if short else last_time
            blocks.append(rich(line(Words("Last time you wrote:", italic=True)), quote(text)))
        blocks += _inputs(item, screen.texts.get(item.key, ""))
    buttons = [button("Back", BACK), button("Overview", OVERVIEW)]
    if page.number == 1 and page.section and _is_about_shipping(page.section):
        buttons = [button("Record what I shipped last", RECORD_LAUNCH), *buttons]
    return [*blocks, actions(*buttons)]


def _is_about_shipping(section: Section) -> bool:
    """Whether it is about owning outcomes, or has the loop: it leads to the place where that is done."""
    return section.has_loop or "outcome" in section.title.casefold()


def _about_section(guide: Guide, section: Section) -> list[Block]:
    """The loop, where it stands in this section, and what people at the next level do."""
    loop = guide.loop if section.has_loop else ()
    parts: list[Words] = []
    for step in loop:
        parts += [Words(" → ")] if parts else []
        parts.append(Words(step.text, bold=step.marked))
    blocks = [rich(line(Words("The loop: ", italic=True), *parts))] if parts else []
    if any(step.marked for step in loop):
        blocks.append(context("In bold: the step where work usually stops being watched."))
    return [*blocks, *listing("What people at the next level do", section.behaviours)]


def _about_mirror(anti_pattern: AntiPattern) -> list[Block]:
    """What the mirror is. Signs that are longer than an option may be stand below that, whole."""
    words = "A habit that keeps people where they are. Tick what you recognise in yourself; nobody counts."
    long = tuple(sign.text for sign in anti_pattern.signs if len(sign.text) > OPTION_TEXT)
    return [rich(line(Words(words))), *([rich(bullets(long))] if long else [])]


def _inputs(item: Item, value: str) -> list[Block]:
    """The item's input, filled with what is stored; a long list of boxes has several."""
    match item.kind:
        case ItemKind.STAND:
            options = [Option(choice.id, choice.label) for choice in STANDS]
            chosen = next((choice.id for choice in choices(value)), None)
            return [radio_input(ANSWER, item.key, item.wording, options, chosen)]
        case ItemKind.SIGNS:
            ticked = [choice.id for choice in choices(value)]
            groups = [(id_, [Option(it.id, it.label) for it in group]) for id_, group in item.groups()]
            return [checkbox_input(ANSWER, id_, item.wording, options, ticked) for id_, options in groups]
        case kind:
            return [text_input(ANSWER, item.key, item.wording, value, hint=HINTS.get(kind, ""))]


# The guide to read: the example, how to use it, and what it stands on.


def reading_view(guide: Guide) -> Block:
    """What the guide says beside its questions, in one view."""
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
