"""What became of a bet, in one line, for the list of launches."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection

from app.checkins.entries import EntryStore
from app.checkins.model import Decision, look_words, verdict_words
from app.checkins.pages import look_of
from app.db.seal import KeyRing
from app.people.model import Person


def verdicts(ring: KeyRing) -> Callable[[Connection, Person, Collection[int]], Mapping[int, str]]:
    """The newest decision of each launch that has one, and the second look: our own words alone."""

    def read(connection: Connection, person: Person, launch_ids: Collection[int]) -> Mapping[int, str]:
        told: dict[int, str] = {}
        for launch_id, history in EntryStore(connection, ring, person).of_launches(launch_ids).items():
            for entry in history:
                if isinstance(entry.answer, Decision) and not entry.withdrawn:
                    told[launch_id] = verdict_words(entry.answer)
            if launch_id in told and (look := look_of(history)):
                told[launch_id] += f"; {look_words(look)}"
        return told

    return read
