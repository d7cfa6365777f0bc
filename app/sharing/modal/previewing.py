"""From what was chosen to exactly what would be posted: pure, and of a long share the work of a second, so
it is done outside of transactions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.sharing.choice.offer import Offer
from app.sharing.choice.picking import EM, MENTION, NOTE, Picks, picks, word_fields
from app.sharing.choice.summarizing import Frame, changed, summarize
from app.sharing.modal.screens import StepProblems
from app.sharing.model import Post, Reader, Share, Snapshot
from app.sharing.post.markdown import render_markdown
from app.sharing.post.post import render_posts

_EMPTY = "Nothing is ticked: close this and tick what to share."


@dataclass(frozen=True)
class Material:
    """All that a preview is made of. `frame` is without the EM, whom `values` name among the `people`.

    `beside`: what else of theirs is in the channel, as the preview will be compared with (Snapshot).
    """

    share: Share
    offer: Offer
    values: Mapping[str, str]
    frame: Frame
    people: tuple[Reader, ...]
    beside: str = ""

    @property
    def em(self) -> Reader | None:
        """Whom they chose, if they can read it; the only other person there, where they chose nobody."""
        chosen = self.values.get(EM)
        if not chosen:
            return self.people[0] if len(self.people) == 1 else None
        return next((one for one in self.people if one.user_id == chosen), None)

    @property
    def em_is_out(self) -> bool:
        """Whether they chose somebody who cannot read it."""
        return bool(self.values.get(EM)) and self.em is None and not self.share.is_copy

    @property
    def picked(self) -> Picks:
        """What is ticked."""
        return picks(self.offer, self.values, changed(self.offer, self.frame.before))


def previewed(material: Material) -> Snapshot | StepProblems:
    """The snapshot with its messages, or what keeps it back."""
    problems = _too_long(material)
    if problems:
        return problems
    share, em, values = material.share, material.em, material.values
    mentions = bool(values.get(MENTION)) and not share.is_copy
    em_id = em.user_id if em and mentions else ""
    frame = replace(material.frame, em=em.name if em else "", em_id=em_id)
    summary, items = summarize(material.offer, material.picked, values, frame)
    if summary.is_empty:
        return StepProblems({NOTE: _EMPTY})
    if share.is_copy:
        posts: tuple[Post, ...] = (Post(render_markdown(summary), "[]"),)
    else:
        posts = render_posts(summary, share.token)
    return replace(
        share.snapshot,
        em=frame.em,
        items=items,
        posts=posts,
        beside=material.beside,
        with_note=bool(summary.note),
        with_agreed=bool(summary.agreed),
    )


def _too_long(material: Material) -> StepProblems | None:
    """Slack holds to the limits of its inputs, whoever forges a form does not."""
    fields = word_fields(material.offer, material.picked)
    sentences = {
        each.field: f"This is longer than {each.most:,} characters. Shorten it and try again."
        for each in fields
        if len(material.values.get(each.field, "")) > each.most
    }
    return StepProblems(sentences) if sentences else None
