"""What an author noted as agreed about a share: theirs alone, and every text is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from app.assessment.model import Agreement
from app.db.tables import agreements, shares
from app.work import Work

_OF_SHARE = (
    select(agreements)
    .join(shares, shares.c.id == agreements.c.share_id)
    .where(agreements.c.share_id == bindparam("this"), shares.c.person_id == bindparam("person"))
    .order_by(agreements.c.n.desc())
    .limit(1)
)
_OF_PERSON = (
    select(agreements)
    .join(shares, shares.c.id == agreements.c.share_id)
    .where(shares.c.person_id == bindparam("person"))
    .order_by(agreements.c.made_at.desc(), agreements.c.share_id.desc(), agreements.c.n.desc())
)


class AgreementStore:
    """The agreements of one author, sealed on the way in. Writing needs the person locked."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def of(self, share_id: int) -> Agreement | None:
        """As it stands; None where there is none, and where the newest text is empty."""
        row = self._newest(share_id)
        found = self._agreement(row) if row else None
        return found if found and found.text else None

    def put(self, share_id: int, text: str, now: datetime) -> bool:
        """Keep the text beside the earlier ones. False: it says what stands there already.

        `share_id` is one of theirs: the caller found it by its token or a form of theirs.
        """
        row = self._newest(share_id)
        if text == (self._agreement(row).text if row else ""):
            return False
        sealed = self._work.seal(text)
        number = row.n + 1 if row else 1
        added = insert(agreements).values(share_id=share_id, n=number, sealed_text=sealed, made_at=now)
        self._work.connection.execute(added)
        return True

    def latest(self) -> Agreement | None:
        """The newest over all shares; a share whose text was emptied again has none."""
        seen: set[int] = set()
        for row in self._work.connection.execute(_OF_PERSON, {"person": self._work.person.id}):
            if row.share_id in seen:
                continue
            seen.add(row.share_id)
            found = self._agreement(row)
            if found.text:
                return found
        return None

    def _newest(self, share_id: int) -> Any:
        return self._work.connection.execute(
            _OF_SHARE, {"this": share_id, "person": self._work.person.id}
        ).first()

    def _agreement(self, row: Any) -> Agreement:
        return Agreement(row.share_id, self._work.open(row.sealed_text), row.made_at)
