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
from app.sharing.choice.offer import Offer, launch_in
from app.sharing.choice.offering import LAUNCHES, newest_plan, read_offer
from app.sharing.choice.picking import EM, MENTION, NOTE, STARTERS, Group, groups, picks, word_fields
from app.sharing.choice.since import merged, of_the_post
from app.sharing.choice.summarizing import Frame, changed
from app.sharing.daily import zone_of
from app.sharing.modal.previewing import Material
from app.sharing.modal.screens import (
    ChooseScreen,
    LaunchLine,
    SentScreen,
    StepProblems,
    WhatScreen,
    WordsScreen,
)
from app.sharing.model import Mark, Reader, Share, SharedItem, ShareState, Snapshot, Stop
from app.sharing.names import CHANNEL
from app.sharing.store import ShareStore
from app.work import Work

SHARE = "share"
"""The kind of form, for `app.forms`."""

FIRST = "first"
"""In the form, beside its fields: the launch it was opened from."""

LAUNCHES_SHOWN = 10
"""Boxes of one group."""

GROUPS_A_PAGE = 20
"""Ten boxes each, of emoji alone, are what one view holds."""

MOST_FIELDS = 40
"""Words of emoji alone in each are what one view holds."""

_OURS = re.compile(
    r"channel|note|em|starters|mention|in|assessment|launches|(?:what|line|why)-[a-z0-9-]{1,34}"
)
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

    def guess(self, place: str) -> tuple[str, frozenset[str]] | None:
        """A channel that may be chosen at first, with those who may be in it: where they are, else where they
        shared last. Its readers of then, or the EM alone."""
        last = next(iter(self.shares.all(1)), None)
        is_channel = _CHANNEL_ID.fullmatch(place) and not place.startswith("D")  # else in a direct message
        channel = place if is_channel else last.channel_id if last else ""
        there = self.shares.last_to(channel) if channel else None
        if there:
            return channel, there.snapshot.reader_ids
        if last is None or not last.em_user_id:
            return None
        apps = (reader.user_id for reader in last.snapshot.readers if reader.mark is Mark.APP)
        return (channel, frozenset({self._author, last.em_user_id, *apps})) if channel else None

    def begin(self, most: int, channel: str, first: str = "") -> ChooseScreen:
        """A new form. What was chosen and not posted is in it."""
        last = next(iter(self.shares.all(1)), None)
        em = (self.shares.last_to(channel) if channel else None) or last
        prefill = {CHANNEL: channel, FIRST: first, EM: em.em_user_id if em else ""}
        prefill |= {MENTION: MENTION, STARTERS: STARTERS}
        draft = self.drafts.open(SHARE, "", {field: text for field, text in prefill.items() if text})
        chosen = [text for field, text in draft.values.items() if field not in prefill and text]
        return replace(self.choose(draft, most), resumed=bool(chosen))

    def choose(
        self, draft: FormDraft, most: int, *, stop: Stop | None = None, problem: str = ""
    ) -> ChooseScreen:
        """The first screen, as the form stands."""
        offer, there = self.offer(draft), self._standing(draft)
        zone, before = zone_of(self.work), merged(_arrived(one) for one in there)
        posted_at = there[0].posted_at if there else None
        keys, here = changed(offer, before), {item.key for item in before}
        lines = [
            LaunchLine(one.id, one.whole.title, bool(here) and one.whole.key not in here)
            for one in offer.launches
        ]
        return ChooseScreen(
            draft.id,
            draft.values,
            most,
            since=local_day(posted_at, zone) if posted_at else None,
            changed=tuple(one.whole.title for one in offer.launches if one.whole.key in keys),
            assessed_on=offer.brief.day if offer.brief else None,
            finished=offer.finished,
            launches=tuple(lines[:LAUNCHES_SHOWN]),
            older=offer.older or len(lines) > LAUNCHES_SHOWN,
            today=offer.today,
            stop=stop,
            problem=problem,
        )

    def named(self, draft: FormDraft, channel_id: str, found: Readers) -> Share:
        """The readers are known: nothing that was previewed for others counts any more."""
        author = next((each for each in found.readers if each.user_id == self._author), Reader("", ""))
        if author.zone:
            self.work.get(NotificationSettingsStore).slack_says(author.zone, self.work.now)
        asked = int(self.work.now.timestamp())
        snapshot = Snapshot(
            found.channel_name, author.name, readers=found.readers, asked=asked, author_id=self._author
        )
        return self.shares.draft(draft.id, channel_id, "", snapshot)

    def _standing(self, draft: FormDraft) -> tuple[Share, ...]:
        channel = known_channel(draft.values)
        return self.shares.standing_in(channel) if channel else ()

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

    def words(self, draft: FormDraft) -> WordsScreen | StepProblems:
        """What was ticked, in words; a problem on the first box where nothing is."""
        offer = self.offer(draft)
        picked = picks(offer, draft.values, self._changed(offer, draft))
        if picked.is_empty:
            return StepProblems()
        fields = word_fields(offer, picked)
        if len(fields) > MOST_FIELDS:
            return StepProblems({NOTE: _MANY})
        kept = self._polished(draft)
        begun = {each.field: kept.get(each.field) or each.prefill for each in fields}
        values = self.drafts.prefill(draft.id, {name: text for name, text in begun.items() if text}).values
        said = {each.field: values.get(each.field, "") for each in fields}
        return WordsScreen(draft.id, fields, said, starters=bool(values.get(STARTERS)))

    def _polished(self, draft: FormDraft) -> dict[str, str]:
        """Sentences as they were written for the last share, a note left aside: that is of its day."""
        last = next((one for one in self.shares.all(5) if one.form_id and one.form_id != draft.id), None)
        if last is None:
            return {}
        values = self.drafts.find(last.form_id).values
        return {field: text for field, text in values.items() if field.startswith(("line-", "why-")) and text}

    def _changed(self, offer: Offer, draft: FormDraft) -> frozenset[str]:
        return changed(offer, merged(_arrived(one) for one in self._standing(draft)))

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
        items = (item.key for one in self._standing(draft) for item in one.snapshot.items)
        return read_offer(
            self.work,
            newest_plan(self.work, self._shelf, draft.values),
            skip=skip,
            first_launch=int(first) if first else None,
            values=draft.values,
            standing=[id_ for key in items if (id_ := launch_in(key))],
        )


def _arrived(share: Share) -> tuple[SharedItem, ...]:
    items = share.snapshot.items
    return items if share.state is ShareState.POSTED else of_the_post(items)


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
