"""What became of a bet, in one line, for the list of launches."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection

from app.checkins.entries import EntryStore
from app.checkins.model import Decision, verdict_words
from app.db.seal import KeyRing
from app.people.model import Person


def verdicts(ring: KeyRing) -> Callable[[Connection, Person, Collection[int]], Mapping[int, str]]:
    """The newest decision of each launch that has one: our own words, from what was chosen."""

    def read(connection: Connection, person: Person, launch_ids: Collection[int]) -> Mapping[int, str]:
        told: dict[int, str] = {}
        for launch_id, history in EntryStore(connection, ring, person).of_launches(launch_ids).items():
            for entry in history:
                if isinstance(entry.answer, Decision) and not entry.withdrawn:
                    told[launch_id] = verdict_words(entry.answer)
        return told

    return read
