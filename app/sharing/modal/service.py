"""The author's modal: one public method a payload, one transaction a method, Slack asked outside of them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from app.assessment.store import GuideVersions
from app.errors import NotFound
from app.forms.model import Form
from app.sharing.daily import zone_of
from app.sharing.directory import SlackDirectory
from app.sharing.modal.previewing import Material, previewed
from app.sharing.modal.screens import (
    CheckingScreen,
    ChooseScreen,
    ExactlyScreen,
    ListedShare,
    SentScreen,
    ShareListScreen,
    Spot,
    Step,
    StepProblems,
)
from app.sharing.modal.sitting import ShareSitting, known_channel, known_launch
from app.sharing.modal.views.exactly import count_pages
from app.sharing.model import POST_WITHIN, Share, Snapshot, Stop
from app.sharing.names import CHANNEL, EXACTLY, WORDS
from app.sharing.store import ShareStore
from app.users import SlackUser
from app.work import Workplace

PAGE = 10
NO_CHANNEL = "Choose a private channel, or press Copy instead."
NOTHING_TICKED = "Tick what goes in: nothing is shared that is not ticked."


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

    def open(self, who: SlackUser, launch_id: str = "", place: str = "") -> ChooseScreen:
        """The first screen, with what was chosen and not posted.

        `launch_id`: the bet that is to be listed first. `place`: where they are. A channel is chosen at first
        where the people in it are those who read the last share there, or their EM alone.
        """
        with self._sitting(who) as sitting:
            guess = sitting.guess(place)
        is_known = guess and self._directory.changed(*guess, self._most, who.user_id) is None
        with self._sitting(who) as sitting:
            return sitting.begin(self._most, guess[0] if guess and is_known else "", known_launch(launch_id))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> ChooseScreen | None:
        """Keep what is chosen and typed so far. Raises BadText, after keeping the rest.

        Returns the first screen anew where another channel has something else that is new.
        """
        with self._sitting(who) as sitting:
            draft = sitting.keep(form_id, form)
            is_channel = (form.touched or "").partition("@")[0] == CHANNEL
            return sitting.choose(draft, self._most) if is_channel and not draft.submitted else None

    def submit_choice(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """Slack is asked what the channel is; who is in it, which takes longer, is for `look`."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            if draft.submitted:
                return sitting.sent(draft)
            words = sitting.words(draft)
        channel = known_channel(draft.values)
        if not channel:
            return StepProblems({CHANNEL: NO_CHANNEL})
        if isinstance(words, StepProblems):
            return words
        stop = self._directory.refusal(channel, self._most, who.user_id)
        return StepProblems(stop=stop) if stop else self._checking(at.form_id)

    def look(self, who: SlackUser, checking: CheckingScreen) -> Step:
        """Who can read it and exactly what, for a view that says it is being checked."""
        with self._sitting(who) as sitting:
            draft = sitting.draft(checking.form_id)
            channel = known_channel(draft.values)
            if draft.submitted:
                return sitting.sent(draft)
        found = self._directory.readers(channel, self._most, who.user_id)
        if isinstance(found, Stop):
            return replace(checking, stop=found)
        with self._sitting(who) as sitting:
            draft = sitting.draft(checking.form_id)
            if draft.submitted:
                return sitting.sent(draft)
            sitting.named(draft, channel, found)
            material = sitting.material(draft)
        shown = self._exactly(who, material)
        if isinstance(shown, StepProblems):
            return replace(checking, problem=next(iter(shown.sentences.values()), NOTHING_TICKED))
        return shown

    def check(self, who: SlackUser, at: Spot) -> Step:
        """Slack is asked once more."""
        with self._sitting(who) as sitting:
            draft = sitting.draft(at.form_id)
            return sitting.sent(draft) if draft.submitted else self._checking(at.form_id)

    def pieces(self, who: SlackUser, form_id: str, form: Form) -> Step:
        """To everything that can be ticked, piece by piece."""
        return self.more(who, form_id, form, 0)

    def copy(self, who: SlackUser, form_id: str, form: Form) -> Step:
        """What is ticked as a text to copy: no channel, no readers, nothing is sent."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(form_id, form)
            if draft.submitted:
                return sitting.sent(draft)
            sitting.shares.draft(form_id, "", "", Snapshot())
            material = sitting.material(draft)
        shown = self._exactly(who, material)
        if not isinstance(shown, StepProblems):
            return shown
        with self._sitting(who) as sitting:
            return sitting.choose(sitting.draft(form_id), self._most, problem=NOTHING_TICKED)

    def more(self, who: SlackUser, form_id: str, form: Form, page: int) -> Step:
        """Another page of what can be ticked."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(form_id, form)
            return sitting.sent(draft) if draft.submitted else sitting.what(draft, page)

    def submit_what(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """To the words. A problem without a field where nothing is ticked: any box will do."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            return sitting.sent(draft) if draft.submitted else sitting.words(draft)

    def submit_words(self, who: SlackUser, at: Spot, form: Form) -> Step | StepProblems:
        """To who will see it, and exactly what; the first screen where no channel was chosen yet."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form, submitted=True)
            if draft.submitted:
                return sitting.sent(draft)
            channel = known_channel(draft.values)
            if not channel:
                return sitting.choose(draft, self._most, problem=NO_CHANNEL)
        stop = self._directory.refusal(channel, self._most, who.user_id)
        return replace(self._checking(at.form_id), stop=stop)

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
                return (
                    ExactlyScreen(share, newer=True) if share.snapshot.posts else self._checking(at.form_id)
                )
            if at.page + 1 < count_pages(share):
                return ExactlyScreen(share, at.page + 1)
            if _is_old(share, sitting.work.now):
                return replace(self._checking(at.form_id), asked_again=True)
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
            return replace(self._checking(material.share.form_id), problem=NOTHING_TICKED)
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
                return ExactlyScreen(now, newer=True) if now.snapshot.posts else self._checking(share.form_id)
            return ExactlyScreen(sitting.preview(material, snapshot), em_is_out=material.em_is_out)

    def back(self, who: SlackUser, step: str, at: Spot, form: Form) -> Step:
        """The page before, or from the words to the boxes; `step` is the one that is left. What stands there
        is kept. From the first page of a view Close leads back."""
        with self._sitting(who) as sitting:
            draft = sitting.keep(at.form_id, form)
            if draft.submitted:
                return sitting.sent(draft)
            share = sitting.shares.of_form(at.form_id)
            if step == EXACTLY and share is not None and share.snapshot.posts:
                return ExactlyScreen(share, max(0, at.page - 1), newer=share.preview != at.preview)
            return sitting.what(draft, 0 if step == WORDS else max(0, at.page - 1))

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

    def _checking(self, form_id: str) -> CheckingScreen:
        return CheckingScreen(form_id, f"share-{form_id}-{secrets.token_hex(4)}", self._most)

    @contextmanager
    def _sitting(self, who: SlackUser) -> Iterator[ShareSitting]:
        with self._workplace.work(who) as work:
            yield ShareSitting(work, self._shelf, who.user_id)


def _is_old(share: Share, now: datetime) -> bool:
    """A list of readers that is shown to nobody never gets old."""
    return not share.is_copy and now.timestamp() - share.snapshot.asked > POST_WITHIN.total_seconds()
