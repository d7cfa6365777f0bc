"""The small language the Block Kit tables are written in: checks that yield problems."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BlockProblem:
    """One broken rule: where (a JSON pointer) and why, printed the way Slack prints it."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"[ERROR] {self.reason} [json-pointer:{self.path}]"


Check = Callable[[Any, str], Iterator[BlockProblem]]
Fields = Mapping[str, Check]


def both(*checks: Check) -> Check:
    """All of the checks, in order."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        for check in checks:
            yield from check(value, path)

    return run


def string(most: int | None = None, least: int = 1) -> Check:
    """A string between `least` and `most` characters."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if not isinstance(value, str):
            yield BlockProblem(path, "must be a string")
        elif len(value) < least:
            yield BlockProblem(path, f"must be at least {least} characters, but is {len(value)}")
        elif most is not None and len(value) > most:
            yield BlockProblem(path, f"must be at most {most} characters, but is {len(value)}")

    return run


def boolean(value: Any, path: str) -> Iterator[BlockProblem]:
    """True or false, nothing else."""
    if not isinstance(value, bool):
        yield BlockProblem(path, "must be a boolean")


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number in the range."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield BlockProblem(path, "must be an integer")
        elif (least is not None and value < least) or (most is not None and value > most):
            yield BlockProblem(path, f"must be between {least} and {most}, but is {value}")

    return run


def number(value: Any, path: str) -> Iterator[BlockProblem]:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield BlockProblem(path, "must be a number")
    elif isinstance(value, float) and value - value != 0:
        yield BlockProblem(path, "must be a finite number")


def one_of(*allowed: object) -> Check:
    """One of the listed values."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if value not in allowed:
            yield BlockProblem(path, f"must be one of {', '.join(map(str, allowed))}")

    return run


def array(item: Check, least: int = 0, most: int | None = None) -> Check:
    """A list whose every item passes, with between `least` and `most` items."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if not isinstance(value, list):
            yield BlockProblem(path, "must be an array")
            return
        if len(value) < least:
            yield BlockProblem(path, f"must have at least {least} items, but has {len(value)}")
        if most is not None and len(value) > most:
            yield BlockProblem(path, f"must have at most {most} items, but has {len(value)}")
        for index, each in enumerate(value):
            yield from item(each, f"{path}/{index}")

    return run


def record(required: Fields, optional: Fields | None = None) -> Check:
    """An object with the required fields and no field that neither table names."""
    known = {**(optional or {}), **required}

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if not isinstance(value, dict):
            yield BlockProblem(path, "must be an object")
            return
        for name in required:
            if name not in value:
                yield BlockProblem(path, f"missing required field: {name}")
        for name, each in value.items():
            if name in known:
                yield from known[name](each, f"{path}/{name}")
            else:
                yield BlockProblem(f"{path}/{name}", f"invalid additional property: {name}")

    return run


def variant(table: Mapping[str, Check], what: str) -> Check:
    """An object whose `type` picks the check; a type the table lacks is a problem."""

    def run(value: Any, path: str) -> Iterator[BlockProblem]:
        if not isinstance(value, dict):
            yield BlockProblem(path, f"must be an object: a {what}")
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            yield BlockProblem(path, "missing required field: type")
        elif kind not in table:
            yield BlockProblem(f"{path}/type", f"unsupported type: {kind} is no {what} that may stand here")
        else:
            yield from table[kind](value, path)

    return run


def anything(value: Any, path: str) -> Iterator[BlockProblem]:  # noqa: ARG001
    """No rule is documented for this field."""
    yield from ()


TYPE: Fields = {"type": string()}
ID = string(255)
