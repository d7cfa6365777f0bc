"""A reader at one share, inside one transaction. It holds whoever reads and never the author, for whom rows
are only added; what is the author's alone is not read."""

import json
from dataclasses import asdict, dataclass, replace

from app.errors import NotFound
from app.forms.model import FormDraft
from app.forms.store import FormStore
from app.sharing.after.question import OVER
from app.sharing.after.rows import plan_part, receipt_changed
from app.sharing.choice.offer import section_key
from app.sharing.model import Mark, Post, Reader, Share
from app.sharing.readers.gate import Audience
from app.sharing.readers.screens import (
    AUTHOR,
    ITEM,
    THREAD,
    TO,
    WORDS,
    FeedbackProblems,
    ItemOption,
    NotedPage,
    WordPage,
)
from app.sharing.readers.telling import tell
from app.sharing.readers.views.word import thread_post
from app.sharing.readers.word import MOST, What
from app.sharing.readers.word_store import WordStore
from app.sharing.store import ShareStore, of_author
from app.users import SlackUser
from app.work import Work

WORD = "word"
"""The kind of form, for `app.forms`. Its subject: WHAT:share id."""

_SEEN = "seen"
"""In the form, beside its fields: whom the choice of the thread named."""

IN_THREAD_FROM = 10_000
"""Places of words in the thread: behind those of the share itself, and nobody has to ask for the last."""


@dataclass(frozen=True)
class ReaderVisit:
    """`share` as it is once nobody else writes for this person."""

    work: Work
    who: SlackUser
    share: Share

    @property
    def author(self) -> str:
        return self.share.snapshot.author

    @property
    def is_over(self) -> bool:
        """Taken back: nothing is posted there any more."""
        return self.share.state in OVER

    @property
    def is_own(self) -> bool:
        return self.work.person.id == self.share.person_id

    def noted(self, what: What, *, in_thread: bool = False, again: bool = False) -> NotedPage:
        return NotedPage(what, self.author, self.is_own, in_thread, again)

    def read(self) -> NotedPage:
        """Once a person."""
        self._keep(f"{What.READ}:{self.share.id}:{self.work.person.id}", What.READ)
        return self.noted(What.READ)

    def say(self, draft: FormDraft) -> NotedPage:
        """What the form says, to the author and, where it was chosen, in the thread."""
        what, in_thread = subject(draft)[0], is_for_thread(draft)
        text, item = draft.values.get(WORDS, "").strip(), int(draft.values.get(ITEM) or 0)
        word_id = self._keep(draft.id, what, text, item, in_thread=in_thread)
        if in_thread:
            post = thread_post(_name(draft, self.who), what, item, text)
            self._post(word_id, replace(post, named=tuple(one.user_id for one in named(draft))))
        self.work.get(FormStore).close(draft.id, str(word_id))
        return self.noted(what, in_thread=in_thread)

    def word_page(self, what: What, audience: Audience, *, changed: bool = False) -> WordPage:
        """A new form, with what was typed into the last one and not sent."""
        prefill = {TO: AUTHOR, _SEEN: json.dumps([asdict(reader) for reader in audience.readers])}
        draft = self.work.get(FormStore).open(WORD, f"{what}:{self.share.id}", prefill)
        return WordPage(
            draft.id,
            what,
            self.author,
            options(self.share, what),
            draft.values,
            audience.readers,
            audience.stop,
            self.is_own,
            changed,
        )

    def _keep(self, key: str, what: What, text: str = "", item: int = 0, *, in_thread: bool = False) -> int:
        """The receipt first and the author's message last, as whoever else changes both."""
        author = of_author(self.work, self.share)
        words = author.get(WordStore)
        word_id = words.put(
            self.share,
            self.work.person.id,
            key,
            what,
            text,
            item=item,
            by_em=self.who.user_id == self.share.em_user_id and not self.is_own,
            in_thread=in_thread,
        )
        receipt_changed(self.work, self.share.id)
        if words.untold():
            tell(author)
        return word_id

    def _post(self, word_id: int, post: Post) -> None:
        shares = of_author(self.work, self.share).get(ShareStore)
        shares.add_part(self.share.id, IN_THREAD_FROM + word_id, post, word_id)
        part = next(part for part in shares.parts(self.share.id) if part.word_id == word_id)
        plan_part(self.work, self.share, part, self.work.person.id)


def subject(draft: FormDraft) -> tuple[What, int]:
    """What a form is about. Raises NotFound for a form of another kind."""
    what, _, share_id = draft.subject.partition(":")
    if draft.kind != WORD:
        raise NotFound
    return What(what), int(share_id)


def options(share: Share, what: What) -> tuple[ItemOption, ...]:
    """What can be picked, numbered as in the post."""
    items = tuple(ItemOption(number, item.title) for number, item in enumerate(share.snapshot.items, 1))
    if what is What.L5:
        sections = section_key("")
        return tuple(one for one in items if share.snapshot.items[one.number - 1].key.startswith(sections))
    return items if what is What.TALK else ()


def problems(draft: FormDraft, share: Share) -> FeedbackProblems | None:
    """What keeps a form from being sent: anybody could have forged it."""
    what = subject(draft)[0]
    numbers = {str(one.number) for one in options(share, what)} or {""}
    text = draft.values.get(WORDS, "").strip()
    wrong = {
        ITEM: ("Choose one of these.", draft.values.get(ITEM, "") not in numbers),
        WORDS: ("Write a few words.", not text and what is not What.TALK),
        TO: ("Choose who gets it.", draft.values.get(TO) not in {AUTHOR, THREAD}),
    }
    if (
        len(text.encode("utf-16-le")) > 2 * MOST
    ):  # as Slack counts, of whose limits a message has to stay clear
        wrong[WORDS] = (f"A few words: at most {MOST} characters.", True)
    sentences = {name: sentence for name, (sentence, is_wrong) in wrong.items() if is_wrong}
    return FeedbackProblems(draft.id, sentences) if sentences else None


def is_for_thread(draft: FormDraft) -> bool:
    """Where the page offered it: a choice made on an earlier page counts for nothing on another."""
    return draft.values.get(TO) == THREAD and bool(named(draft))


def named(draft: FormDraft) -> tuple[Reader, ...]:
    """Whom the choice of the thread named; nobody where it was not offered."""
    told = json.loads(draft.values.get(_SEEN) or "[]")
    return tuple(Reader(one["user_id"], one["name"], Mark(one["mark"])) for one in told)


def _name(draft: FormDraft, who: SlackUser) -> str:
    """As the choice of the thread named them."""
    return next((one.name for one in named(draft) if one.user_id == who.user_id), "A reader")
