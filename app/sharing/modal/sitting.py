"""One person at the modal that shares, inside one transaction."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.assessment.store import GuideVersions
from app.calendar.weeks import local_day
from app.errors import NotFound
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore
from app.nudges.store import NotificationSettingsStore
from app.sharing.after.rows import plan_part
from app.sharing.audience import Readers
from app.sharing.choice.offer import Offer
from app.sharing.choice.offering import LAUNCHES, newest_plan, read_offer
from app.sharing.choice.picking import EM, NOTE, STARTERS, Group, groups, picks, word_fields
from app.sharing.choice.since import merged, of_the_post
from app.sharing.choice.summarizing import Frame
from app.sharing.daily import zone_of
from app.sharing.modal.previewing import Material
from app.sharing.modal.screens import (
    SentScreen,
    StepProblems,
    WhatScreen,
    WhereScreen,
    WhoScreen,
    WordsScreen,
)
from app.sharing.model import Reader, Share, SharedItem, ShareState, Snapshot, Stop
from app.sharing.names import CHANNEL
from app.sharing.store import ShareStore
from app.work import Work

SHARE = "share"
"""The kind of form, for `app.forms`."""

FIRST = "first"
"""In the form, beside its fields: the launch it was opened from."""

GROUPS_A_PAGE = 20
"""Ten boxes each, of emoji alone, are what one view holds."""

MOST_FIELDS = 40
"""Words of emoji alone in each are what one view holds."""

_OURS = re.compile(r"channel|note|em|starters|(?:what|line|why)-[a-z0-9-]{1,34}")
_CHANNEL_ID = re.compile(r"[A-Z0-9]{1,32}")
_MANY = f"This is more than {MOST_FIELDS} things with words of their own. Untick some, and share them later."


class ShareSitting:
    """Whose work it is writes, and so is locked. Asks Slack nothing.

    `author`: the person's id in Slack.
    """

    def __init__(self, work: Work, shelf: GuideVersions, author: str) -> None:
        self.work = work
        self.drafts = work.get(FormStore)
        self.shares = work.get(ShareStore)
        self._author = author
        self._shelf = shelf

    def draft(self, form_id: str) -> FormDraft:
        """Raises NotFound, also for a form of another kind."""
        draft = self.drafts.find(form_id)
        if draft.kind != SHARE:
            raise NotFound
        return draft

    def keep(self, form_id: str, form: Form, *, submitted: bool = False) -> FormDraft:
        """What the view says, whatever step it is of. Raises BadText, after keeping the rest."""
        self.draft(form_id)
        named = {block_id.partition("@")[0] for block_id in form.values}
        ours = [field for field in named if _OURS.fullmatch(field)]
        return self.drafts.submit(form_id, form, ours) if submitted else self.drafts.keep(form_id, form, ours)

    def share(self, form_id: str) -> Share:
        """What the form is about to share. Raises NotFound before its readers were named."""
        found = self.shares.of_form(form_id)
        if found is None:
            raise NotFound
        return found

    def sent(self, draft: FormDraft) -> SentScreen:
        """For a form that was posted already, in this window or another one."""
        return SentScreen(self.share(draft.id), again=True)

    def where(self, most: int, first: str = "") -> WhereScreen:
        """A new form. What was chosen and not posted is in it; the channel is the last one's at first."""
        last = next(iter(self.shares.all(1)), None)
        prefill = {CHANNEL: last.channel_id if last else "", FIRST: first}
        draft = self.drafts.open(SHARE, "", {field: text for field, text in prefill.items() if text})
        chosen = [text for field, text in draft.values.items() if field not in {CHANNEL, FIRST}]
        return WhereScreen(draft.id, draft.values.get(CHANNEL, ""), most, resumed=any(chosen))

    def where_again(self, draft: FormDraft, most: int, stop: Stop | None = None) -> WhereScreen:
        """Step 1 of a form that is under way."""
        return WhereScreen(draft.id, draft.values.get(CHANNEL, ""), most, stop=stop)

    def who(self, draft: FormDraft, channel_id: str, found: Readers, *, asked_again: bool) -> WhoScreen:
        """The readers are known: nothing that was previewed for others counts any more."""
        before = self.shares.of_form(draft.id)
        if before is None or before.channel_id != channel_id:
            before = self.shares.last_to(channel_id)
        author = next((each for each in found.readers if each.user_id == self._author), Reader("", ""))
        if author.zone:
            self.work.get(NotificationSettingsStore).slack_says(author.zone, self.work.now)
        asked = int(self.work.now.timestamp())
        snapshot = Snapshot(found.channel_name, author.name, readers=found.readers, asked=asked)
        share = self.shares.draft(draft.id, channel_id, "", snapshot)
        called = before.snapshot.channel_name if before else ""
        return replace(
            readers_of(share),
            called="" if called == found.channel_name else called,
            asked_again=asked_again,
        )

    def what(self, draft: FormDraft, page: int) -> WhatScreen:
        """A page of what can be ticked: first everything but older launches, then these, ten a page."""
        offer = self.offer(draft)
        every, older = groups(offer), offer.older
        shown = every[page * GROUPS_A_PAGE : (page + 1) * GROUPS_A_PAGE]
        pages = -(-len(every) // GROUPS_A_PAGE) or 1
        if page >= pages:
            further = self.offer(draft, LAUNCHES * (page - pages + 1))
            shown, older = _further(further, offer), further.older
        ticked = {group.field: frozenset(draft.values.get(group.field, "").split()) for group in shown}
        return WhatScreen(draft.id, shown, ticked, page, older or page + 1 < pages)

    def words(self, draft: FormDraft, share: Share) -> WordsScreen | StepProblems:
        """What was ticked, in words; a problem on the first box where nothing is."""
        offer = self.offer(draft)
        picked = picks(offer, draft.values)
        if picked.is_empty:
            return StepProblems()
        fields = word_fields(offer, picked)
        if len(fields) > MOST_FIELDS:
            return StepProblems({NOTE: _MANY})
        last = self.shares.last_to(share.channel_id) if share.channel_id else None
        people = _people(share, self._author)
        begun = {STARTERS: STARTERS} | {each.field: each.prefill for each in fields if each.prefill}
        if last and last.em_user_id in {each.user_id for each in people}:
            begun |= {EM: last.em_user_id}
        values = self.drafts.prefill(draft.id, begun).values
        said = {each.field: values.get(each.field, "") for each in fields}
        return WordsScreen(
            draft.id, fields, said, people, values.get(EM, ""), starters=bool(values.get(STARTERS))
        )

    def material(self, draft: FormDraft) -> Material:
        """What the preview is made of."""
        share, zone = self.share(draft.id), zone_of(self.work)
        standing = self.shares.standing_in(share.channel_id) if share.channel_id else ()
        posted_at = standing[0].posted_at if standing else None
        frame = Frame(
            share.snapshot.author,
            "",
            local_day(self.work.now, zone),
            merged(_arrived(one) for one in standing),
            local_day(posted_at, zone) if posted_at else None,
        )
        people, beside = _people(share, self._author), self.beside(share)
        return Material(share, self.offer(draft), draft.values, frame, people, beside)

    def beside(self, share: Share) -> str:
        """What else of theirs was posted to its channel, to compare."""
        return self.shares.beside(share.channel_id) if share.channel_id else ""

    def preview(self, material: Material, snapshot: Snapshot) -> Share:
        """From now on exactly this would be posted."""
        share, em = material.share, material.em
        em_id = em.user_id if em else ""
        return self.shares.draft(share.form_id, share.channel_id, em_id, snapshot)

    def approve(self, share: Share) -> None:
        """Post was pressed: the first message goes out; a text to copy is nothing more."""
        self.drafts.close(share.form_id, share.token)
        if not share.is_copy:
            plan_part(self.work, share, self.shares.approve(share)[0], share.person_id)

    def offer(self, draft: FormDraft, skip: int = 0) -> Offer:
        first = draft.values.get(FIRST, "")
        return read_offer(
            self.work,
            newest_plan(self.work, self._shelf),
            skip=skip,
            first_launch=int(first) if first else None,
            values=draft.values,
        )


def _arrived(share: Share) -> tuple[SharedItem, ...]:
    items = share.snapshot.items
    return items if share.state is ShareState.POSTED else of_the_post(items)


def readers_of(share: Share) -> WhoScreen:
    """Those who were named when Slack was asked."""
    told = share.snapshot
    return WhoScreen(share.form_id, share.preview, channel_name=told.channel_name, readers=told.readers)


def known_launch(text: str) -> str:
    """A launch's id as a button carries it, or nothing: anybody can forge it."""
    return text if text.isascii() and text.isdecimal() and len(text) < 19 else ""


def known_channel(values: Mapping[str, str]) -> str:
    chosen = values.get(CHANNEL, "")
    return chosen if _CHANNEL_ID.fullmatch(chosen) else ""


def _further(further: Offer, first: Offer) -> tuple[Group, ...]:
    """Of the launches alone, and not those that stand on the first page."""
    known = {one.id for one in first.launches}
    launches = tuple(one for one in further.launches if one.id not in known)
    return groups(Offer(further.today, launches=launches))[:GROUPS_A_PAGE]


def _people(share: Share, author: str) -> tuple[Reader, ...]:
    """Who can be picked as the EM."""
    return tuple(each for each in share.snapshot.readers if each.is_human and each.user_id != author)
