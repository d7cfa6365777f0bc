"""The statements behind the store, built once. However many launches there are, they are read in three."""

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, update

from app.db.tables import bet_details, bets, launches

MINE = launches.c.person_id == bindparam("person")
THIS = and_(launches.c.id == bindparam("launch"), MINE)
THESE = and_(launches.c.id.in_(bindparam("launches", expanding=True)), MINE)

ONE = select(launches).where(THIS)
OPEN = select(launches).where(MINE, launches.c.state == "open").order_by(launches.c.id)
SOME = select(launches).where(THESE).order_by(launches.c.id)
OPEN_AND_NEWEST_FIRST = (
    select(launches)
    .where(MINE)
    .order_by(case((launches.c.state == "open", 0), else_=1), launches.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
NEWEST_FIRST = (
    select(launches)
    .where(MINE)
    .order_by(launches.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
NEXT = select(launches).where(MINE, launches.c.previous_id == bindparam("launch")).order_by(launches.c.id)
BY_FORM = select(launches.c.id).where(launches.c.form_id == bindparam("form"), MINE)

_newest = (
    select(bets.c.launch_id, func.max(bets.c.version).label("version"))
    .where(bets.c.launch_id.in_(bindparam("launches", expanding=True)))
    .group_by(bets.c.launch_id)
    .subquery()
)
FIRST_AND_NEWEST = (
    select(bets)
    .join(_newest, _newest.c.launch_id == bets.c.launch_id)
    .where(or_(bets.c.version == 1, bets.c.version == _newest.c.version))
    .order_by(bets.c.launch_id, bets.c.version)
)
VERSIONS = (
    select(bets)
    .where(bets.c.launch_id == bindparam("launch"))
    .order_by(bets.c.version > 0, func.abs(bets.c.version))
)
_lowest = select(func.min(bets.c.version)).where(bets.c.launch_id == bindparam("launch")).scalar_subquery()
PUT_ASIDE = (
    update(bets)
    .where(bets.c.launch_id == bindparam("launch"), bets.c.version == 1)
    .values(version=_lowest - 1)
)
"""What an unsealed bet said goes below the first version, as 0, -1 and so on."""

DETAILS = (
    select(bet_details)
    .where(bet_details.c.launch_id.in_(bindparam("launches", expanding=True)))
    .order_by(bet_details.c.n)
)
ADD_DETAIL = insert(bet_details)
LAST_DETAIL = (
    select(bet_details.c.n, bet_details.c.sealed_text)
    .where(bet_details.c.launch_id == bindparam("launch"), bet_details.c.field == bindparam("field"))
    .order_by(bet_details.c.n.desc())
    .limit(1)
)
