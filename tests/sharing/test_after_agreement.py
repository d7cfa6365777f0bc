"""What was agreed: private, every text kept, the newest one quoted."""

from datetime import timedelta

from sqlalchemy import func, select

from app.assessment.agreements import AgreementStore
from app.assessment.model import Agreement, EndScreen, LastPlace
from app.assessment.views import end_view
from app.db.engine import connect
from app.db.tables import agreements
from app.people import enter
from app.sandbox.blocks import view_problems
from app.sharing.store import ShareStore
from tests.checkins.desk import NOW
from tests.sharing.after_world import ADA, DANA, approved
from tests.support.screens import strings
from tests.support.work import RING, work_of


def test_it_is_quoted_with_what_came_out_of_an_assessment() -> None:
    noted = Agreement(1, "One proposal a month & <!channel>", NOW)
    shown = end_view(EndScreen(LastPlace(1), NOW, (), (), agreed=noted))
    assert noted.text in set(strings(shown))
    assert view_problems(shown) == []


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
