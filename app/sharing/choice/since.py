"""What stands in a channel already, of all that was shared there."""

from collections.abc import Iterable

from app.sharing.model import SharedItem

IN_THE_THREAD = ("answer ", "prose ", "when")
"""How the names of such pieces begin."""


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
