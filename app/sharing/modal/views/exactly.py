"""Step 5: exactly what is posted, and who reads it; or the text to copy."""

from app.sharing.modal.screens import ExactlyScreen, Spot
from app.sharing.model import Share
from app.sharing.names import BACK, EXACTLY
from app.sharing.post.markdown import copy_pages
from app.sharing.post.preview import preview_pages
from app.sharing.refusals import count_words, reader_words, sentence
from app.slack.blocks import Block, Words, actions, alert, button, clip, context, modal

NEWER = "This was changed since the page before was made. Here is how it stands now: read it before you post."
BESIDE = (
    "Something else you shared in this channel was posted or taken back since this page was made. Here is "
    "how this one stands now: read it before you post, or close this."
)
COPY_WORDS = "Only you can see this. Of several boxes copy each, in their order."
NAMES = 1500
"""Characters of names above the preview; all of them stood on the page "Who will see it"."""


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
        *_head(screen.share, page, len(pages)),
        *pages[page],
        actions(button("Back", BACK)),
    ]
    spot = Spot(screen.share.form_id, screen.share.preview, page)
    end = "Done" if screen.share.is_copy else "Post"
    return modal(
        EXACTLY,
        "Copy this" if screen.share.is_copy else "Exactly this",
        blocks,
        submit=end if is_last else "Next page",
        private_metadata=str(spot),
    )


def _head(share: Share, page: int, of: int) -> list[Block]:
    counted = f"Page {page + 1} of {of}. " if of > 1 else ""
    if share.is_copy:
        return [context(f"{counted}{COPY_WORDS}")]
    told = share.snapshot
    names = clip(", ".join(reader_words(reader) for reader in told.readers), NAMES)
    where = Words(f"{counted}To be posted in #{told.channel_name}, and read by {count_words(told.readers)}: ")
    last = "Post is below." if page == of - 1 else "Post is on the last page."
    return [sentence(where, Words(f"{names}.")), context(f"Not posted yet. {last}")]
