"""The author's modal: one public method a payload, one transaction a method, Slack asked outside of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from app.assessment.store import GuideVersions
from app.errors import NotFound
from app.forms.model import Form, FormDraft
from app.sharing.daily import zone_of
from app.sharing.directory import SlackDirectory
from app.sharing.modal.previewing import Material, previewed
from app.sharing.modal.screens import (
    ExactlyScreen,
    ListedShare,
    SentScreen,
    ShareListScreen,
    Spot,
    Step,
    StepProblems,
    WhereScreen,
    WhoScreen,
)
from app.sharing.modal.sitting import ShareSitting, known_channel, known_launch, readers_of
from app.sharing.modal.views.exactly import count_pages
from app.sharing.model import POST_WITHIN, Share, Snapshot, Stop
from app.sharing.names import CHANNEL, EXACTLY, WHAT, WHO
from app.sharing.store import ShareStore
from app.users import SlackUser
from app.work import Workplace

PAGE = 10
NO_CHANNEL = "Choose a private channel, or press Copy instead."


class ShareService:
    """What an author can do with their shares. Raises NotFound for what is not theirs.

    `soon`: something is to be posted now (Scheduler.soon). `most`: readers there may be.
    """

    def __init__(
        self,
        workplace: Workplace,
        shelf: GuideVersions,
        directory: SlackDirectory,
        soon: Callable[[], None],
        most: int,
    ) -> None:
        self._workplace = workplace
        self._shelf = shelf
        self._directory = directory
        self._soon = soon
        self._most = most

    def open(self, who: SlackUser, launch_id: str = "") -> WhereScreen:
        """Step 1, with what was chosen and not posted. `launch_id`: the bet that is to be listed first."""
        with self._sitting(who) as sitting:
            return sitting.where(self._most, known_launch(launch_id))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what is chosen and typed so far. Raises BadText, after keeping the rest."""
        with self._sitting(who) as sitting:
            sitting.keep(form_id, form)

    def submit_where(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """Slack is asked what the channel is; who is in it, which takes longer, is for `look`."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            if draft.submitted:
                return sitting.sent(draft)
            share = sitting.shares.of_form(at.form_id)
        channel = known_channel(draft.values)
        if not channel:
            return StepProblems({CHANNEL: NO_CHANNEL})
        stop = self._directory.refusal(channel, self._most, who.user_id)
        return StepProblems(stop=stop) if stop else WhoScreen(at.form_id, seen=share.preview if share else "")

    def look(self, who: SlackUser, checking: WhoScreen) -> Step | None:
        """Who is in the channel, for a view that says it is being checked.

        None: somebody asked again since, and what they see is newer.
        """
        return self._ask(who, checking.form_id, asked_again=checking.asked_again, seen=checking.seen)

    def submit_who(self, who: SlackUser, at: Spot) -> Step:
        """On to what goes in, where the readers were named; else Slack is asked for them here and now.

        Page 1: everything is chosen already, and only the readers were asked for again.
        """
        with self._sitting(who) as sitting:
            draft = sitting.draft(at.form_id)
            if draft.submitted:
                return sitting.sent(draft)
            share = sitting.shares.of_form(at.form_id)
            chosen = known_channel(draft.values)
            is_named = share is not None and (share.preview, share.channel_id) == (at.preview, chosen)
            if is_named and not at.page:
                return sitting.what(draft, 0)
            material = sitting.material(draft) if is_named else None
        if material is None:
            return self._ask(who, at.form_id, asked_again=bool(at.page)) or WhoScreen(at.form_id)
        shown = self._exactly(who, material)
        return self._what(who, at.form_id) if isinstance(shown, StepProblems) else shown

    def _ask(
        self, who: SlackUser, form_id: str, *, asked_again: bool, seen: str | None = None
    ) -> Step | None:
        with self._sitting(who) as sitting:
            channel = known_channel(sitting.draft(form_id).values)
        found = self._directory.readers(channel, self._most, who.user_id)
        with self._sitting(who) as sitting:
            draft, share = sitting.draft(form_id), sitting.shares.of_form(form_id)
            if draft.submitted:
                return sitting.sent(draft)
            if seen is not None and seen != (share.preview if share else ""):
                return None
            if isinstance(found, Stop):
                return sitting.where_again(draft, self._most, found)
            return sitting.who(draft, channel, found, asked_again=asked_again)

    def copy(self, who: SlackUser, form_id: str, form: Form) -> Step:
        """To what goes in, for a text to copy: no channel, no readers, nothing is sent."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(form_id, form)
            if draft.submitted:
                return sitting.sent(draft)
            sitting.shares.draft(form_id, "", "", Snapshot())
            return sitting.what(draft, 0)

    def more(self, who: SlackUser, form_id: str, form: Form, page: int) -> Step:
        """Another page of what can be ticked."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(form_id, form)
            return sitting.sent(draft) if draft.submitted else sitting.what(draft, page)

    def submit_what(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """To the words. A problem without a field where nothing is ticked: any box will do."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            return sitting.sent(draft) if draft.submitted else sitting.words(draft, sitting.share(at.form_id))

    def submit_words(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """To the preview, which is stored: exactly this is posted."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            if draft.submitted:
                return sitting.sent(draft)
            material = sitting.material(draft)
        return self._exactly(who, material)

    def submit_exactly(self, who: SlackUser, at: Spot) -> Step | None:
        """The next page; on the last one post what was previewed, once. None: it was a text to copy.

        An older preview gives the newest one, and one from before another share to this channel is made
        again. Where Slack was asked for the readers too long ago, it has to be asked again before anything
        is posted.
        """
        with self._sitting(who) as sitting:
            draft, share = sitting.draft(at.form_id), sitting.share(at.form_id)
            if draft.submitted:
                return SentScreen(share, again=share.preview != at.preview)
            if share.preview != at.preview or not share.snapshot.posts:
                return _newest(sitting, draft, share)
            if at.page + 1 < count_pages(share):
                return ExactlyScreen(share, at.page + 1)
            if _is_old(share, sitting.work.now):
                return WhoScreen(at.form_id, seen=share.preview, asked_again=True)
            overtaken = sitting.material(draft) if share.snapshot.beside != sitting.beside(share) else None
            if overtaken is None:
                sitting.approve(share)
        if overtaken:
            return self._again(who, overtaken)
        if share.is_copy:
            return None
        self._soon()
        return SentScreen(share)

    def _again(self, who: SlackUser, material: Material) -> Step:
        """They posted something else there, in another window: what is new since that is another list."""
        shown = self._exactly(who, material)
        if isinstance(shown, StepProblems):
            return self._what(who, material.share.form_id)
        return replace(shown, beside=True) if isinstance(shown, ExactlyScreen) else shown

    def _exactly(self, who: SlackUser, material: Material) -> Step | StepProblems:
        snapshot, share = previewed(material), material.share
        if isinstance(snapshot, StepProblems):
            return snapshot
        with self._sitting(who) as sitting:
            draft, now = sitting.draft(share.form_id), sitting.share(share.form_id)
            if draft.submitted:
                return sitting.sent(draft)
            if (now.channel_id, now.snapshot.asked) != (share.channel_id, share.snapshot.asked):
                return _newest(sitting, draft, now)
            return ExactlyScreen(sitting.preview(material, snapshot))

    def _what(self, who: SlackUser, form_id: str) -> Step:
        with self._sitting(who) as sitting:
            return sitting.what(sitting.draft(form_id), 0)

    def back(self, who: SlackUser, step: str, at: Spot, form: Form) -> Step:
        """The view before; `step` is the one that is left. What stands there is kept."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form)
            if draft.submitted:
                return sitting.sent(draft)
            share = sitting.shares.of_form(at.form_id)
            if share is None or step == WHO or (step == WHAT and share.is_copy and not at.page):
                return sitting.where_again(draft, self._most)
            if step == EXACTLY:
                return _before_preview(sitting, draft, share, at)
            if step == WHAT and not at.page:
                return readers_of(share)
            return sitting.what(draft, max(0, at.page - 1))

    def list(self, who: SlackUser, cursor: str = "") -> ShareListScreen:
        """Ten shares that were posted, the newest first. `cursor` comes from a screen, or from anybody."""
        number = Spot.of(f"::{cursor}").page
        try:
            with self._workplace.look(who) as work:
                store = work.get(ShareStore)
                found = store.all(PAGE + 1, number * PAGE)
                listed = tuple(ListedShare(share, store.parts(share.id)) for share in found[:PAGE])
                return ShareListScreen(
                    work.now,
                    listed,
                    zone_of(work),
                    newer=str(number - 1) if number else "",
                    older=str(number + 1) if len(found) > PAGE else "",
                )
        except NotFound:
            return ShareListScreen(self._workplace.clock.now())

    @contextmanager
    def _sitting(self, who: SlackUser) -> Iterator[ShareSitting]:
        with self._workplace.work(who) as work:
            yield ShareSitting(work, self._shelf, who.user_id)


def _newest(sitting: ShareSitting, draft: FormDraft, share: Share) -> Step:
    """The preview there is now; or what comes before it, where the readers were asked for since."""
    if share.snapshot.posts:
        return ExactlyScreen(share, newer=True)
    return sitting.what(draft, 0) if share.is_copy else replace(readers_of(share), asked_again=True)


def _before_preview(sitting: ShareSitting, draft: FormDraft, share: Share, at: Spot) -> Step:
    if at.page and share.preview == at.preview:
        return ExactlyScreen(share, at.page - 1)
    words = sitting.words(draft, share)
    return sitting.what(draft, 0) if isinstance(words, StepProblems) else words


def _is_old(share: Share, now: datetime) -> bool:
    """A list of readers that is shown to nobody never gets old."""
    return not share.is_copy and now.timestamp() - share.snapshot.asked > POST_WITHIN.total_seconds()
