"""What was agreed: private, every text kept, the newest one quoted."""

from datetime import timedelta

from sqlalchemy import func, select

from app.assessment.agreements import AgreementStore
from app.assessment.model import Agreement, LastScreen
from app.assessment.views import last_view
from app.config import resource
from app.db.engine import connect
from app.db.tables import agreements
from app.guide.load import load_guide
from app.people import enter
from app.sandbox.blocks import view_problems
from app.sharing.store import ShareStore
from tests.checkins.desk import NOW
from tests.sharing.after_world import ADA, DANA, approved
from tests.support.screens import strings
from tests.support.work import RING, work_of


def test_it_is_quoted_at_the_end_of_the_last_view_and_nowhere_else_there() -> None:
    guide = load_guide(resource("content/l4-to-l5.md"))
    noted = Agreement(1, "One proposal a month & <!channel>", NOW)
    first, last = (last_view(LastScreen("page", guide, (), number, 2, agreed=noted)) for number in (1, 2))
    assert noted.text not in set(strings(first))
    assert noted.text in set(strings(last))
    assert view_problems(last) == []


def test_every_text_is_kept_and_the_newest_counts(database_url: str) -> None:
    database = connect(database_url)
    tokens = [approved(database, RING, NOW), approved(database, RING, NOW)]
    with database.write() as connection:
        ada, dana = enter(connection, ADA, NOW), enter(connection, DANA, NOW)
        first, second = (ShareStore(work_of(connection, ada)).find(token).id for token in tokens)
        store = AgreementStore(work_of(connection, ada))
        assert store.latest() is None
        assert not store.put(first, "", NOW), "nothing in the place of nothing"
        assert store.put(first, "One proposal a month", NOW)
        assert not store.put(first, "One proposal a month", NOW + timedelta(days=1)), "the same text is none"
        assert store.put(second, "Two", NOW + timedelta(days=2))
        found = store.latest()
        assert found is not None
        assert (found.share_id, found.text) == (second, "Two")
        assert found.made_at == NOW + timedelta(days=2)

        assert store.put(second, "", NOW + timedelta(days=3)), "emptied"
        assert store.of(second) is None
        found = store.latest()
        assert found is not None
        assert found.text == "One proposal a month"
        assert connection.scalar(select(func.count()).select_from(agreements)) == 3

        assert AgreementStore(work_of(connection, dana)).latest() is None
        assert AgreementStore(work_of(connection, dana)).of(first) is None
        sealed = connection.scalars(select(agreements.c.sealed_text)).all()
        assert not any(b"proposal" in text for text in sealed)
    database.dispose()
