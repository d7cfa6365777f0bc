"""The guide that is served, and every version that ever was: a page keeps the wording it was made with."""

import threading
from datetime import datetime

from sqlalchemy import Connection, select

from app.assessment.items import Plan, make_plan
from app.db.tables import guide_versions
from app.db.upsert import insert_new
from app.guide.load import parse_guide
from app.guide.model import Guide


class Shelf:
    """Plans by the hash of their guide. Versions are small and few, so they stay in memory once read."""

    def __init__(self, guide: Guide) -> None:
        self.current = make_plan(guide)
        self._plans = {guide.hash: self.current}
        self._adding = threading.Lock()

    def keep(self, connection: Connection, now: datetime) -> None:
        """Store the served version, so that pages made with it can be answered after the next one comes."""
        guide = self.current.guide
        insert_new(connection, guide_versions, hash=guide.hash, source=guide.source, served_at=now)

    def plan(self, connection: Connection, guide_hash: str) -> Plan:
        """The plan of a version that was served."""
        plan = self._plans.get(guide_hash)
        if plan is None:
            source = connection.scalar(
                select(guide_versions.c.source).where(guide_versions.c.hash == guide_hash)
            )
            plan = make_plan(parse_guide(str(source)))
            with self._adding:
                self._plans[guide_hash] = plan
        return plan
