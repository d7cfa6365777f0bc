"""Who is speaking, as we know them."""

from dataclasses import dataclass

from app.db.seal import Owner


@dataclass(frozen=True)
class Person:
    """One person in one workspace. `stamp` counts their writes: this transaction's own number."""

    id: int
    workspace_id: int
    stamp: int

    @property
    def owner(self) -> Owner:
        return Owner(self.workspace_id, self.id)
