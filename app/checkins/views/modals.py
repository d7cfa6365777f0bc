"""The modals of a check-in: a reading, a decision, a second look, another day, the bet's page."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.calendar.schedule import day_words
from app.calendar.weeks import local_day
from app.checkins.action_ids import (
    BET_PAGE,
    DECIDE,
    DECISION_PAGE,
    DISCARD,
    EDIT,
    FIELD,
    FOLLOW_AGAIN,
    ITEM,
    LOOK_PAGE,
    MENU,
    MOVE_PAGE,
    MOVED,
    NEXT_BET,
    READING_PAGE,
    SEVERAL_PAGE,
    STOP,
    TWO_WEEKS,
    UNSHIPPED,
    USE,
    WEEKLY,
)
from app.checkins.model import (
    STATUS_WORDS,
    Answer,
    CheckinAnswer,
    Decision,
    Look,
    OpenItem,
    Reading,
    Status,
)
from app.checkins.model import subject as subject_of
from app.checkins.numbers import is_qualitative, series
from app.checkins.screens import (
    COURSE,
    DAY,
    DETAIL,
    IN_FIELD,
    JUDGE_BY,
    LANDED_FIELD,
    LASTED,
    LEARNED,
    LINK,
    MISSING,
    NEXT,
    REFLECTION,
    SEEN,
    STATUS,
    STATUS_OF,
    TEXT,
    TEXT_OF,
    BegunText,
    BetPage,
    CheckinPage,
    DecisionPage,
    LookPage,
    MovePage,
    ReadingPage,
    Screen,
    SeveralPage,
    readings_of,
)
from app.launches.model import Launch, LaunchState, day
from app.launches.verdict import COURSES, LANDED, look_words, verdict_words
from app.launches.views import aside_blocks, detail_blocks, detail_input, quote_blocks, version_blocks
from app.slack.action_ids import SHARE
from app.slack.blocks import (
    TEXT_LIMIT,
    VIEW_BYTES,
    Block,
    Option,
    Words,
    actions,
    alert,
    button,
    clip,
    context,
    date_input,
    divider,
    fitting,
    line,
    line_input,
    modal,
    quote,
    radio_input,
    rich,
    section,
    select_menu,
    text_input,
    weight,
)

# What the modals about check-ins share.

SHORT_READING = 200


def reading_words(reading: Reading) -> str:
    """What was seen, shortened, and its status; the status alone where nothing was said."""
    words = STATUS_WORDS[reading.status]
    return f"{clip(reading.words, SHORT_READING)} ({words})" if reading.words else words


def item_block(item: OpenItem, zone: ZoneInfo, now: datetime) -> Block:
    """An open item, with a menu to settle it. A day of another year is said with it."""
    choices = [
        Option(f"done:{item.id}", "Done"),
        Option(f"open:{item.id}", "Still open"),
        Option(f"dropped:{item.id}", "Dropped"),
    ]
    menu = select_menu(ITEM, choices, "How is it?")
    since = day_words(local_day(item.made_at, zone), local_day(now, zone))
    return section(f"{clip(item.text, TEXT_LIMIT - 100)} (open since {since})", accessory=menu)


PRIVATE = "Only you can see this, unless you share it. It is saved while you type."
EARLIER = 10
MOST_BEGUN = 1000
NOTICE = "checkin.notice"
"""Callback id of a modal that only says something."""


def page_view(page: Screen | BetPage) -> Block:
    """The modal that shows this page."""
    match page:
        case ReadingPage():
            return reading_view(page)
        case SeveralPage():
            return several_view(page)
        case DecisionPage():
            return decision_view(page)
        case LookPage():
            return look_view(page)
        case MovePage():
            return move_view(page)
        case BetPage():
            return bet_page_view(page)


def notice_view(sentence: str) -> Block:
    """A sentence for a click that could not do what it says."""
    return modal(NOTICE, "Your messages", [alert(sentence, "info")], close="Close")


def quoted_bet(page: CheckinPage | BetPage, launch: Launch | None = None) -> list[Block]:
    """The bet in short; `launch` where it is to be quoted as it was at another time."""
    return quote_blocks(launch or page.launch, page.now, page.zone, short=True)


def readings_so_far(
    page: CheckinPage | BetPage, readings: tuple[tuple[CheckinAnswer, Reading], ...]
) -> list[Block]:
    """The last readings, a line each."""
    lines = [
        line(Words(f"{answer_day(page, entry)}: ", italic=True), Words(reading_words(reading)))
        for entry, reading in readings[-EARLIER:]
    ]
    return [rich(line(Words("What you read since", bold=True)), *lines)] if lines else []


def day_of(page: CheckinPage | BetPage, moment: datetime) -> str:
    """The moment's day where the person is, as it is read today."""
    return day_words(local_day(moment, page.zone), local_day(page.now, page.zone))


def answer_day(page: CheckinPage | BetPage, entry: CheckinAnswer) -> str:
    """The day an answer is dated by: that of its week, where it was given later."""
    return day_words(entry.day(page.zone), local_day(page.now, page.zone))


def begun_blocks(begun: BegunText | None, today: date, zone: ZoneInfo) -> list[Block]:
    """What was begun elsewhere about the launch, above the field that it could stand in."""
    if begun is None:
        return []
    value = f"{begun.form_id}:{begun.launch_id}"
    since = f"You began this on {day_words(local_day(begun.begun_at, zone), today)} and did not save it:"
    return [
        rich(line(Words(since, italic=True)), quote(clip(begun.words, MOST_BEGUN))),
        actions(button("Use it", USE, value), button("Discard it", DISCARD, value)),
    ]


def _begun(page: CheckinPage) -> list[Block]:
    return begun_blocks(page.begun, local_day(page.now, page.zone), page.zone)


def _id(field: str, used: str) -> str:
    """The block id of a field. Another one than before makes Slack show a text that a button put there."""
    return f"{field}@{used[:8]}" if used else field


def changing(entry: CheckinAnswer | None) -> list[Block]:
    """Said above a form that changes an answer."""
    return [context("You answered this. You can change it: earlier texts are kept.")] if entry else []


# What was answered about a bet, on its page: the numbers in a line, each answer with its earlier texts.

MOST_ENTRIES = 20
"""Newest first; two blocks each, and a modal holds a hundred."""

MOST_EARLIER = 3
SHORT_EARLIER = 300
FEWEST_NUMBERS = 2


def number_blocks(page: BetPage) -> list[Block]:
    """ "Readings so far (%): 8 Dec: 9; 15 Dec: 8": in words, for modals."""
    readings = readings_of(page.history)
    found = series(((entry.day(page.zone), reading) for entry, reading in readings), page.launch.bet)
    if found is None or len(found.points) < FEWEST_NUMBERS:
        return []
    today = local_day(page.now, page.zone)
    said = "; ".join(f"{day_words(day, today)}: {value:f}" for day, value in found.points)
    head = f"Readings so far ({found.unit}): " if found.unit else "Readings so far: "
    return [rich(line(Words(head, italic=True), Words(said)))]


def story_blocks(page: BetPage) -> list[Block]:
    """The answers, newest first. What was taken back stands there as such."""
    shown = [block for entry in page.history[::-1][:MOST_ENTRIES] for block in _answer_blocks(page, entry)]
    if not shown:
        return [context("Nothing was answered yet.")]
    more = [context("Older answers are below their messages.")] if len(page.history) > MOST_ENTRIES else []
    return shown + more


def _answer_blocks(page: BetPage, entry: CheckinAnswer) -> list[Block]:
    """One answer with its texts, its earlier ones below, and a button to change it."""
    shows = entry.revisions and not entry.withdrawn
    changed = f", changed {day_of(page, entry.revised_at)}" if shows else ""
    words = f"{answer_day(page, entry)}{changed}: {_answer_words(entry.answer)}"
    revisions = page.earlier.get(entry, ())
    earlier: list[Block] = []
    for revision in revisions[:MOST_EARLIER]:
        until = f"Until {day_of(page, revision.replaced_at)}: "
        earlier.append(line(Words(until, italic=True), Words(_answer_words(revision.answer), italic=True)))
        earlier += _answer_texts(revision.answer, SHORT_EARLIER)
    if len(revisions) > MOST_EARLIER:
        earlier.append(line(Words("Texts from before that are kept too.", italic=True)))
    if entry.withdrawn:
        return [rich(line(Words(f"{words} (taken back)", bold=True)), *earlier)]
    edit = actions(button("Edit", EDIT, subject_of(entry.launch_id, entry.week)))
    return [rich(line(Words(words, bold=True)), *_answer_texts(entry.answer), *earlier), edit]


def _answer_words(answer: Answer) -> str:
    """What was answered, in our own words."""
    match answer:
        case Reading():
            return STATUS_WORDS[answer.status]
        case Decision():
            return verdict_words(answer)
        case Look():
            return look_words(answer)


def _answer_texts(answer: Answer, most: int | None = None) -> list[Block]:
    """Each text in a quote of its own, whole unless `most` says otherwise."""
    match answer:
        case Reading():
            texts = [("", answer.words), ("Learned: ", answer.learned), ("Next: ", answer.next)]
            texts += [("Missing: ", answer.missing), ("Link: ", answer.link)]
        case Decision():
            texts = [("", answer.reflection)]
        case Look():
            texts = [("", answer.text)]
    return [quote(label + (clip(text, most) if most else text)) for label, text in texts if text]


# What there is to do about a bet, on its page: buttons, and items that are open or were settled lately.

MOST_ITEMS = 10
MOST_SETTLED = 5
SHORT_ITEM = 300
_SETTLED = {"done": "Done", "dropped": "Dropped"}


def button_blocks(page: BetPage) -> list[Block]:
    """What can be done about the bet as it stands."""
    launch, value = page.launch, subject_of(page.launch.id, page.week)
    match launch.state:
        case LaunchState.STOPPED:
            return [actions(button("Follow it again", FOLLOW_AGAIN, str(launch.id)))]
        case LaunchState.DROPPED:
            return [actions(button("It will ship after all", MOVED, value))]
        case LaunchState.CLOSED:
            onward = [button("Record the next bet", NEXT_BET, str(launch.id), primary=True)]
            share = button("Share with my EM", SHARE, str(launch.id))
            return [actions(*(onward if page.may_go_on else []), share)]
        case LaunchState.OPEN if launch.shipped:
            rhythm = (WEEKLY, "Every week") if launch.every > 1 else (TWO_WEEKS, "Every two weeks")
            unshipped = [] if page.history else [(UNSHIPPED, "It has not shipped yet")]
            choices = [rhythm, *unshipped, (STOP, "Stop following it")]
            menu = select_menu(MENU, [Option(f"{name}:{value}", label) for name, label in choices], "More")
            to_do = [button("Check in now", EDIT, value), button("Decide now", DECIDE, value)]
            return [actions(*to_do, menu)]
        case _:
            return []


def item_blocks(page: BetPage) -> list[Block]:
    """Open items, and those settled lately, each with a menu. Of a bet that is over they are lines alone."""
    if page.launch.state is not LaunchState.OPEN:
        still = [f"{item.text} (open since {day_of(page, item.made_at)})" for item in page.items]
        every = [*still, *(_settled_words(page, item) for item in page.settled)]
        lines = [line(Words(clip(words, SHORT_ITEM))) for words in every[: MOST_ITEMS + MOST_SETTLED]]
        return [rich(*lines)] if lines else []
    settled = sorted(page.settled, key=lambda item: item.settled_at or item.made_at)[-MOST_SETTLED:]
    return [
        *(item_block(item, page.zone, page.now) for item in page.items[:MOST_ITEMS]),
        *(
            section(
                clip(_settled_words(page, item), SHORT_ITEM),
                accessory=select_menu(ITEM, [Option(f"open:{item.id}", "Open again")], "Change"),
            )
            for item in settled
        ),
    ]


def _settled_words(page: BetPage, item: OpenItem) -> str:
    return f"{_SETTLED[item.state]} {day_of(page, item.settled_at or item.made_at)}: {item.text}"


# All there is about one bet: what was bet, what was seen and decided since, and what to do now.

MORE = "There is more than fits here. Older answers are below their messages."


def bet_page_view(page: BetPage) -> Block:
    """At most a hundred blocks: the parts that can grow have limits of their own. What does not fit is left
    out from the end, so what can be done stands before what is long."""
    whole = quote_blocks(page.launch, page.now, page.zone, short=False)
    if weight(whole) > VIEW_BYTES // 2:
        whole = quoted_bet(page)
    beside = [("It goes on from: ", page.previous), ("It went on as: ", page.following)]
    blocks = [
        context("Only you can see this, unless you share it. What is closed stays here as your evidence."),
        *whole,
        *(rich(line(Words(f"{label}{title}"))) for label, title in beside if title),
        *button_blocks(page),
        *item_blocks(page),
        *detail_blocks(page.launch, page.now, page.zone),
        *version_blocks(page.versions, page.now, page.zone),
        divider(),
        *number_blocks(page),
        *story_blocks(page),
    ]
    launch_id = str(page.launch.id)
    return modal(
        BET_PAGE, "Your bet", fitting(blocks, VIEW_BYTES, MORE), close="Close", private_metadata=launch_id
    )


# The modal for the verdict on a bet, against its first version.

TOO_EARLY = "too_early"


def decision_view(page: DecisionPage) -> Block:
    """The first version of the bet, what was read since, and two choices."""
    launch, values = page.launch, page.values
    blocks = quoted_bet(page, replace(launch, bet=launch.first))
    if launch.bet.version != launch.first.version:
        words = "This is the bet as you made it first. You changed it later, for this reason: "
        blocks.append(rich(line(Words(words, italic=True), Words(launch.bet.reason))))
    landed = [Option(id_, label) for id_, label in LANDED]
    courses = [Option(id_, label) for id_, label in COURSES if page.may_wait or id_ != TOO_EARLY]
    chosen, course, new_date = values.get(LANDED_FIELD), values.get(COURSE), day(values.get(JUDGE_BY, ""))
    twice = "Twice at most: after that you decide with what you know."
    wait = date_input(FIELD, JUDGE_BY, "If it is too early: judge by", new_date, hint=twice)
    asked = "Against the bet as you first made it: what happened, and what do you take from it?"
    blocks += [
        *readings_so_far(page, page.readings),
        *changing(page.entry),
        *aside_blocks(page.aside, (REFLECTION,)),
        radio_input(FIELD, LANDED_FIELD, "Did it land?", landed, chosen, optional=False),
        radio_input(FIELD, COURSE, "What happens now?", courses, course, optional=False),
        *([wait] if page.may_wait else []),
        *_begun(page),
        text_input(FIELD, _id(REFLECTION, page.used), asked, values.get(REFLECTION, "")),
        context(PRIVATE),
    ]
    return _form(DECISION_PAGE, "Your decision", blocks, page.form_id)


# The modal for the second look, months after shipping.

_LANDED, _COURSES = dict(LANDED), dict(COURSES)


def look_view(page: LookPage) -> Block:
    """The bet, its verdict, and whether it still holds."""
    verdict: list[Block] = []
    if page.decision:
        landed, course = _LANDED.get(page.decision.landed, ""), _COURSES.get(page.decision.course, "")
        said = f"Your verdict then. Landed: {landed.lower()}. Decision: {course.lower()}."
        reflection = [quote(page.decision.reflection)] if page.decision.reflection else []
        verdict = [rich(line(Words(said, italic=True)), *reflection)]
    options = [Option(id_, label) for id_, label in LANDED]
    chosen, seen = page.values.get(LASTED), page.values.get(SEEN, "")
    blocks = [
        *quoted_bet(page),
        *readings_so_far(page, page.readings),
        *verdict,
        *changing(page.entry),
        *aside_blocks(page.aside, (SEEN,)),
        radio_input(FIELD, LASTED, "Did the effect last?", options, chosen, optional=False),
        *_begun(page),
        text_input(FIELD, _id(SEEN, page.used), "What do you see now?", seen),
        context(PRIVATE),
    ]
    return _form(LOOK_PAGE, "A second look", blocks, page.form_id)


# The modal for another day to ship on.


def move_view(page: MovePage) -> Block:
    """The day it ships on. Where that takes something back, it says so."""
    hint = "You are asked again on that day, or in the next message after it. The judge-by date moves along."
    taken_back = ""
    if page.launch.state is LaunchState.DROPPED:
        taken_back = "You said it would not ship. Saving another day takes that back."
    elif page.launch.shipped:
        taken_back = (
            "You said it shipped. If it has not, save the day on which it will, and nothing is asked until "
            "then."
        )
    chosen = day(page.values.get(DAY, ""))
    blocks = [
        *quoted_bet(page),
        *([context(taken_back)] if taken_back else []),
        date_input(FIELD, DAY, "When does it ship?", chosen, optional=False, hint=hint),
        context(PRIVATE),
    ]
    return modal(MOVE_PAGE, "Another day", blocks, submit="Save", private_metadata=page.form_id)


# The modal for a reading: click, type, save. A status is enough.

HINT = "A number and its unit first, 3.4 %, is drawn as a line. Words are as good."
MISSING_HINT = "It becomes an open item of this launch."
SHORT_TARGET = 300


def _form(callback_id: str, title: str, blocks: list[Block], form_id: str) -> Block:
    """A modal whose words count as begun where it is closed."""
    return modal(callback_id, title, blocks, submit="Save", private_metadata=form_id, tells_close=True)


def reading_view(page: ReadingPage) -> Block:
    """What it is about in two lines, then the question, which has the focus."""
    values = page.values
    statuses = [Option(status, STATUS_WORDS[status]) for status in page.statuses]
    in_thread: list[Block] = []
    moved = values.get(IN_FIELD, "").split()
    if page.before and (quoted := page.before.taking_up(moved).replies):
        words = "You wrote this in the DM. It stays part of your answer; edit or delete it there:"
        replies = "\n".join(reply.text for reply in quoted)
        in_thread = [rich(line(Words(words, italic=True)), quote(clip(replies, TEXT_LIMIT)))]
    follow_up = "It becomes an open item of this launch."
    last = page.readings[-1] if page.readings else None
    blocks = [
        launch_block(page.launch, last, page),
        *changing(page.entry),
        *in_thread,
        *aside_blocks(page.aside, (TEXT, MISSING, LEARNED, NEXT, LINK)),
        *_begun(page),
        *_text_inputs(page),
        radio_input(FIELD, STATUS, "How is it going?", statuses, values.get(STATUS), optional=False),
        text_input(FIELD, _id(LEARNED, page.used), "What did you learn?", values.get(LEARNED, "")),
        text_input(FIELD, _id(NEXT, page.used), "What do you do next?", values.get(NEXT, ""), hint=follow_up),
        line_input(FIELD, _id(LINK, page.used), "A link to what you looked at", values.get(LINK, "")),
        *([_missing_detail(page, page.asks)] if page.asks else []),
        context(PRIVATE),
    ]
    return _form(READING_PAGE, "Check-in", blocks, page.form_id)


def launch_block(
    launch: Launch, last: tuple[CheckinAnswer, Reading] | None, page: CheckinPage | SeveralPage
) -> Block:
    """The title, the target and the last reading of a launch: what an answer is held against."""
    target = Words(f"Target: {clip(launch.bet.target, SHORT_TARGET)}")
    lines = [line(Words(launch.bet.title, bold=True)), line(target)]
    if last:
        entry, reading = last
        day = day_words(entry.day(page.zone), local_day(page.now, page.zone))
        lines.append(line(Words(f"{day}: ", italic=True), Words(reading_words(reading))))
    return rich(*lines)


def _text_inputs(page: ReadingPage) -> list[Block]:
    """What the metric says; where nobody can tell, first what is missing for that."""
    status, text = page.values.get(STATUS, ""), page.values.get(TEXT, "")
    hint = "" if is_qualitative(page.launch.bet) else HINT
    if status == Status.CANNOT_TELL:
        label, missing = "What instrumentation is missing?", page.values.get(MISSING, "")
        first = text_input(FIELD, _id(MISSING, page.used), label, missing, hint=MISSING_HINT)
        others = [text_input(FIELD, _id(TEXT, page.used), "What can you see all the same?", text)]
    else:
        first, others = text_input(FIELD, _id(TEXT, page.used), page.question, text, hint=hint), []
    return [{**first, "element": {**first["element"], "focus_on_load": True}}, *others]


def several_view(page: SeveralPage) -> Block:
    """A status by one click for each launch, and a text that nobody has to type."""
    if not page.shown:
        return notice_view("Everything in that message is answered.")
    statuses = [
        Option(status, STATUS_WORDS[status])
        for status in (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)
    ]
    today, blocks = local_day(page.now, page.zone), list[Block]()
    for one in page.shown:
        status, text = f"{STATUS_OF}{one.launch.id}", f"{TEXT_OF}{one.launch.id}"
        blocks += [
            launch_block(one.launch, one.last_seen, page),
            radio_input(FIELD, status, "How is it going?", statuses, page.values.get(status)),
            *begun_blocks(page.begun.get(one.launch.id), today, page.zone),
            line_input(FIELD, _id(text, page.used), "What you see", page.values.get(text, "")),
        ]
    blocks.append(context(f"What you leave alone stays open. {PRIVATE}"))
    return _form(SEVERAL_PAGE, "All your check-ins", blocks, page.form_id)


def _missing_detail(page: ReadingPage, name: str) -> Block:
    """One thing that the bet does not say yet, under a name and an action of this page."""
    block = detail_input(name, {name: page.values.get(DETAIL + name, "")})
    element = {**block["element"], "action_id": FIELD}
    return {**block, "block_id": DETAIL + name, "element": element}
