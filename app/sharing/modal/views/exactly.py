"""The second screen: who can read it, and exactly what is posted; or the text to copy."""

from app.sharing.modal.screens import ExactlyScreen, Spot
from app.sharing.model import Mark, Reader, Share
from app.sharing.names import BACK, EXACTLY
from app.sharing.post.markdown import copy_pages
from app.sharing.post.preview import preview_pages
from app.sharing.refusals import reader_words, sentence
from app.slack.blocks import Block, Words, actions, alert, button, clip, context, divider, modal

NEWER = "This was changed since you saw it. Here is how it stands now: read it before you post."
BESIDE = (
    "Something else you shared in this channel was posted or taken back since this page was made. Here is "
    "how this one stands now: read it before you post, or close this."
)
COPY_WORDS = "Only you can see this. Of several boxes copy each, in their order."
LATER = (
    "Whoever joins later can read it too; I tell you. "
    "Take it back deletes it here, not what was read or copied."
)
EM_IS_OUT = "Your EM is not in this channel: nobody is named as the EM."
NAMES = 2500
"""Characters of names above the preview."""
_OTHERS = {
    Mark.GUEST: ("guest", "guests"),
    Mark.OUTSIDE: ("person from another organization", "people from another organization"),
    Mark.APP: ("other app, whose owner gets what is posted", "other apps, whose owners get what is posted"),
}


def share_pages(share: Share) -> tuple[tuple[Block, ...], ...]:
    """What the pages of the preview hold, at least one; a pure function of the stored preview."""
    posts = share.snapshot.posts
    if share.is_copy:
        return copy_pages(posts[0].text if posts else "")
    return preview_pages(posts)


def count_pages(share: Share) -> int:
    return len(share_pages(share))


def exactly_view(screen: ExactlyScreen) -> Block:
    pages = share_pages(screen.share)
    page = min(screen.page, len(pages) - 1)
    is_last = page == len(pages) - 1
    blocks = [
        *([alert(BESIDE if screen.beside else NEWER, "info")] if screen.beside or screen.newer else []),
        *([alert(EM_IS_OUT, "warning")] if screen.em_is_out else []),
        *_head(screen.share, page, len(pages)),
        *pages[page],
        *([actions(button("Page before", BACK))] if page else []),
    ]
    end = "Done" if screen.share.is_copy else "Post"
    return modal(
        EXACTLY,
        "Copy this" if screen.share.is_copy else "Exactly this",
        blocks,
        submit=end if is_last else "Next page",
        close="Back",
        private_metadata=str(Spot(screen.share.form_id, screen.share.preview, page)),
    )


def _head(share: Share, page: int, of: int) -> list[Block]:
    counted = f"Page {page + 1} of {of}. " if of > 1 else ""
    if share.is_copy:
        return [context(f"{counted}{COPY_WORDS}")]
    if page:
        return [context(f"{counted}Post is on the last page.")]
    return [*readers_blocks(share), context(f"{counted}{LATER}"), divider()]


def readers_blocks(share: Share) -> list[Block]:
    """ "Who can read it in #ada-and-dana: Dana Okafor (your EM), you, and me. Nobody else." """
    told = share.snapshot
    others = [_named(reader, share) for reader in told.readers if _is_other(reader, share)]
    names = ", ".join([*others, "you, and me"])
    where = Words(f"Who can read it in #{told.channel_name}: ", bold=True)
    named = sentence(where, Words(f"{clip(names, NAMES)}. Nobody else."))
    return [*_alerts(told.readers), named]


def _is_other(reader: Reader, share: Share) -> bool:
    """Not the author, and not the one app that is the bot itself."""
    apps = [each for each in share.snapshot.readers if each.mark is Mark.APP]
    return reader.user_id != share.snapshot.author_id and not (reader.mark is Mark.APP and len(apps) == 1)


def _named(reader: Reader, share: Share) -> str:
    is_em = reader.user_id == share.em_user_id
    return f"{reader.name} (your EM)" if is_em else reader_words(reader)


def _alerts(readers: tuple[Reader, ...]) -> list[Block]:
    """Whoever is not a colleague, counted; the bot itself is an app in every channel it posts to."""
    counts = {mark: sum(reader.mark is mark for reader in readers) for mark in _OTHERS}
    counts[Mark.APP] = max(0, counts[Mark.APP] - 1)
    said = [f"{count} {_OTHERS[mark][count > 1]}" for mark, count in counts.items() if count]
    return [alert(f"Not colleagues of yours: {'; '.join(said)}.", "warning")] if said else []
