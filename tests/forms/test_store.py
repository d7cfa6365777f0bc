"""Forms in the database: what Esc leaves behind, whose it is, and what a second submit finds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from app.db.crypto import KeyRing, generate_key, parse_keys
from app.db.engine import Database, connect, insert_new
from app.db.tables import form_texts, guide_versions
from app.errors import BadText, NotFound
from app.forms.model import Form
from app.forms.store import FormStore
from app.people import find
from app.users import SlackUser
from app.work import Workplace

FIELDS = ("title", "metric", "target")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Typist:
    """Each use of `forms()` is one payload: a transaction of its own."""

    database: Database
    ring: KeyRing

    @contextmanager
    def forms(self, user: str = "U1") -> Iterator[FormStore]:
        workplace = Workplace(self.database, self.ring, Still())
        with workplace.work(SlackUser("", "T1", user)) as work:
            yield work.get(FormStore)

    def open(self, subject: str = "", user: str = "U1", kind: str = "bet", **prefill: str) -> dict[str, str]:
        with self.forms(user) as forms:
            form = forms.open(kind, subject, prefill)
        return {"": form.id, **form.values}

    def type(self, form_id: str, field: str, text: str, order: int, **others: str) -> None:
        with self.forms() as forms:
            forms.keep(form_id, Form({**others, field: text}, field, order), FIELDS)

    def submit(self, form_id: str, outcome: str, **texts: str) -> None:
        with self.forms() as forms:
            assert not forms.submit(form_id, Form(texts), FIELDS).submitted
            forms.close(form_id, outcome)


@pytest.fixture
def typist(database_url: str) -> Iterator[Typist]:
    database = connect(database_url)
    yield Typist(database, parse_keys([generate_key()]))
    database.dispose()


def test_what_was_typed_comes_back_until_it_is_submitted(typist: Typist) -> None:
    first = typist.open(title="Search", metric="adoption")
    typist.type(first[""], "target", "30 %", 10, title="Search", metric="adoption")
    typist.type(first[""], "title", "", 20)
    with typist.forms() as forms:
        found = forms.find(first[""])
    assert (found.kind, found.subject, found.submitted, found.outcome) == ("bet", "", False, "")
    assert found.values == {"title": "", "metric": "adoption", "target": "30 %"}

    # What was typed wins, emptied too; what was only prefilled gives way to a newer prefill.
    for _ in range(2):  # opening and Esc change nothing
        again = typist.open(title="Search", metric="daily users")
        assert again == {"": again[""], "title": "", "metric": "daily users", "target": "30 %"}
        assert again[""] != first[""]

    typist.type(again[""], "target", "40 %", 5)  # the other form's orders do not matter here
    assert typist.open()["target"] == "40 %"
    assert typist.open()["title"] == ""

    typist.submit(again[""], "launch-7", title="Search 2")
    third = typist.open(title="Next")
    assert third == {"": third[""], "title": "Next"}

    typist.type(third[""], "target", "50 %", 10)
    typist.submit(typist.open()[""], "launch-8")  # as it stood, with nothing typed
    assert set(typist.open()) == {""}


def test_a_form_written_on_after_the_last_submission_comes_back(typist: Typist) -> None:
    older, newer = typist.open(), typist.open()
    typist.type(older[""], "title", "Exports", 10)
    typist.submit(newer[""], "launch-1", title="Search")
    assert set(typist.open()) == {""}
    typist.type(older[""], "metric", "used by 3 teams", 20)
    typist.type(newer[""], "metric", "late words", 30)
    assert typist.open() | {"": ""} == {"": "", "title": "Exports", "metric": "used by 3 teams"}


def test_a_newer_text_wins_over_what_was_typed_and_not_saved_and_that_is_shown_beside_it(
    typist: Typist,
) -> None:
    before, after = {"title": "Search", "metric": "adoption"}, {"title": "Exports", "metric": "adoption"}
    with typist.forms() as forms:
        left = forms.open("change", "1", before, before).id
        typed = forms.keep(left, Form({"title": "Searches", "metric": "daily users"}, "title", 5), FIELDS)
        assert typed.said == {"title": "Searches", "metric": "daily users"}
    with typist.forms() as forms:
        again = forms.open("change", "1", after, after)
        assert again.values == {"title": "Exports", "metric": "daily users"}
        assert (again.said, again.aside) == ({"metric": "daily users"}, {"title": "Searches"})
        assert forms.find(again.id) == again
        said = forms.keep(again.id, Form({"title": "Searches"}, "title", 6), FIELDS)
        assert (said.said["title"], said.aside) == ("Searches", {})
        forms.close(again.id, "1")
        assert forms.find(again.id).said == {}


def test_forms_of_another_kind_subject_or_person_are_apart(typist: Typist) -> None:
    mine = typist.open("launch-1")[""]
    typist.type(mine, "title", "Search", 10)
    assert set(typist.open("launch-2")) == set(typist.open("launch-1", kind="reading")) == {""}
    assert set(typist.open("launch-1", user="U2")) == {""}
    for form_id, user in ((mine, "U2"), ("no-such-form", "U1")):
        with typist.forms(user) as forms:
            theirs = Form({"title": "theirs"}, "title", 99)
            with pytest.raises(NotFound):
                forms.find(form_id)
            with pytest.raises(NotFound):
                forms.keep(form_id, theirs, FIELDS)
            with pytest.raises(NotFound):
                forms.submit(form_id, theirs, FIELDS)
            with pytest.raises(NotFound):
                forms.close(form_id, "launch-9")
    assert typist.open("launch-1")["title"] == "Search"


def test_a_second_submit_finds_the_outcome_and_its_words_are_kept_apart(typist: Typist) -> None:
    form_id = typist.open()[""]
    typist.submit(form_id, "launch-1", title="Search", metric="adoption")
    with typist.forms() as forms:
        again = forms.submit(form_id, Form({"title": "Search", "metric": "adoption a week"}), FIELDS)
        forms.close(form_id, "launch-2")
        assert forms.find(form_id) == replace(again, said={})
    assert again.said == {"metric": "adoption a week"}
    assert (again.submitted, again.outcome) == (True, "launch-1")
    assert again.values == {"title": "Search", "metric": "adoption"}
    with typist.database.read() as connection:
        rows = connection.execute(select(form_texts.c.field, form_texts.c.sealed_text)).all()
        me = find(connection, SlackUser("", "T1", "U1"))
    assert me is not None
    assert {row.field: typist.ring.open(row.sealed_text, me.owner) for row in rows} == {
        "title": "Search",
        "metric": "adoption",
        "late:metric": "adoption a week",
    }


def test_a_text_that_cannot_be_kept_is_said_after_the_rest_was_stored(typist: Typist) -> None:
    form_id = typist.open()[""]
    with pytest.raises(BadText, match="NUL") as refusal, typist.forms() as forms:
        forms.submit(form_id, Form({"title@2": "a\x00b", "target": "30 %"}), FIELDS)
    assert refusal.value.field == "title@2"
    assert typist.open() | {"": ""} == {"": "", "target": "30 %"}


def test_a_further_page_s_inputs_begin_with_what_it_says_until_somebody_types_there(typist: Typist) -> None:
    form = typist.open()[""]
    with typist.forms() as forms:
        assert forms.prefill(form, {"title": "First words", "metric": "12 %"}).values["metric"] == "12 %"
    typist.type(form, "metric", "9 %", 1, title="First words")
    with typist.forms() as forms:
        values = forms.prefill(form, {"title": "Other words", "metric": "12 %"}).values
    assert values == {"title": "Other words", "metric": "9 %"}
    assert typist.open()["metric"] == "9 %"
    assert "title" not in typist.open()


def test_what_a_button_makes_of_a_form_is_newer_than_its_own_event_and_comes_back(typist: Typist) -> None:
    form_id = typist.open(title="", metric="")[""]
    typist.type(form_id, "title", "Search", 1_000)
    with typist.forms() as forms:
        assert forms.change(form_id, {"title": "", "metric": "12 %"}, 2_000).values == {
            "title": "",
            "metric": "12 %",
        }
    typist.type(form_id, "target", "8 %", 2_000, title="Search", metric="")  # of the page as it was
    assert {**typist.open(), "": ""} == {"": "", "title": "", "metric": "12 %", "target": "8 %"}
    with pytest.raises(NotFound), typist.forms("U2") as forms:
        forms.change(form_id, {"title": "theirs"}, 3_000)


def test_the_same_text_beside_another_field_stays_the_write_that_it_was(typist: Typist) -> None:
    """A later window's text is newer than it, whatever else is typed here."""
    form = typist.open()[""]
    typist.type(form, "title", "Search", 10)
    with typist.forms() as forms:
        then = forms.find(form).typed["title"]
    typist.type(form, "metric", "adoption", 20, title="Search")
    with typist.forms() as forms:
        typed = forms.find(form).typed
    assert (typed["title"], typed["metric"] > then) == (then, True)
    typist.type(form, "title", "Exports", 15, metric="adoption")  # older than what said "Search" again
    with typist.forms() as forms:
        assert forms.find(form).values["title"] == "Search"


def test_saying_at_last_what_was_said_at_first_is_news_too(typist: Typist) -> None:
    form = typist.open()[""]
    typist.submit(form, "launch-1", title="Search")
    for text in ("Exports", "Search"):
        with typist.forms() as forms:
            forms.keep(form, Form({"title": text}, "title", 10), FIELDS)
        with typist.forms() as forms:
            assert forms.submit(form, Form({"title": text}), FIELDS).said == {"title": text}


def test_a_form_is_read_once_in_a_transaction_and_stands_there_as_it_was_written(typist: Typist) -> None:
    form = typist.open(title="Search")[""]
    read: list[str] = []
    with typist.forms() as forms:
        event.listen(
            typist.database.engine,
            "before_cursor_execute",
            lambda _c, _u, sql, *_: read.append(sql) if sql.startswith("SELECT") else None,
        )
        forms.find(form)
        draft = forms.submit(form, Form({"metric": "adoption"}), FIELDS)
        forms.mark_replaced(form)
        forms.close(form, "launch-1")
        found = forms.find(form)
    assert len(read) == 1
    assert (found.values, found.outcome) == ({"title": "Search", "metric": "adoption"}, "launch-1")
    assert (draft.submitted, found.submitted, found.replaced) == (False, True, True)
    with typist.forms() as forms:
        assert forms.find(form) == found


def test_a_page_knows_what_its_person_had_written_when_it_opened(typist: Typist) -> None:
    with typist.database.write() as connection:
        insert_new(connection, guide_versions, hash="h", source="", served_at=NOW)
    with typist.forms() as forms:
        page = forms.open_page("assessment", "1", "section:own:1", "h", {"q:own.1": "as it stands"})
    assert (page.page, page.guide_hash, page.typed) == ("section:own:1", "h", {})
    typist.type(page.id, "title", "typed", 10)
    with typist.forms() as forms:
        found = forms.find(page.id)
        assert found.typed["title"] > found.seen == page.seen
        assert found.opened_at == NOW
