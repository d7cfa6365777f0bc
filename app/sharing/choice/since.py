"""What is new since the last share to the same channel. What is not shared any more is passed over."""

from collections.abc import Iterable

from app.sharing.model import SharedItem

IN_THE_THREAD = ("answer ", "prose ", "when")
"""How the names of such pieces begin."""


def news(items: tuple[SharedItem, ...], before: tuple[SharedItem, ...]) -> tuple[str, ...]:
    """In the order of the items; nothing where all of it was shared before as it is now."""
    then = {item.key: item for item in before}
    told = ((_kind(item, then.get(item.key)), item.title) for item in items)
    return tuple(f"{kind}: “{title}”" for kind, title in told if kind)


def _kind(item: SharedItem, before: SharedItem | None) -> str:
    """A piece that was not shared before is more of it; only what says something else has changed."""
    if before is None:
        return "New"
    if any(before.pieces.get(piece, digest) != digest for piece, digest in item.pieces.items()):
        return "Changed"
    return "More of" if item.pieces.keys() - before.pieces.keys() else ""


def of_the_post(items: tuple[SharedItem, ...]) -> tuple[SharedItem, ...]:
    """Without what stands in the thread alone: that of a share which is not whole may never have arrived."""
    return tuple(
        SharedItem(
            item.key, item.title, {n: d for n, d in item.pieces.items() if not n.startswith(IN_THE_THREAD)}
        )
        for item in items
    )


def merged(shares: Iterable[tuple[SharedItem, ...]]) -> tuple[SharedItem, ...]:
    """All that stands there, the newest share first: of a piece shared twice the newer one counts."""
    found: dict[str, SharedItem] = {}
    for items in shares:
        for item in items:
            newer = found.get(item.key)
            pieces = {**item.pieces, **(newer.pieces if newer else {})}
            found[item.key] = SharedItem(item.key, (newer or item).title, pieces)
    return tuple(found.values())
