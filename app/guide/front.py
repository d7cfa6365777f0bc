"""Front matter: the few values a guide may give there."""

import yaml

from app.guide.plain import one_line
from app.guide.problems import Problem

KEYS = ("title", "purpose", "format", "use_case", "problem", "motto")
_LONGEST = 20_000


def front_values(content: str) -> tuple[dict[str, str] | None, list[Problem]]:
    """The values under the keys a guide knows; other keys are left alone.

    None when this is no front matter at all but a document that begins with a rule.
    """
    if len(content) > _LONGEST:
        return {}, [
            Problem(1, "The front matter is longer than 20,000 characters.", "Move the text below it.")
        ]
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return {}, [_not_yaml(error)]
    except RecursionError:
        return {}, [Problem(1, "The front matter is nested too deeply.", "Use plain `key: value` lines.")]
    if not isinstance(node, yaml.MappingNode):
        return None, []
    return _values(node)


def _values(node: yaml.MappingNode) -> tuple[dict[str, str], list[Problem]]:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in node.value:
        name = _name(key)
        if name not in KEYS:
            continue
        if not isinstance(value, yaml.ScalarNode):
            what = f"The front matter's `{name}` is not a text."
            problems.append(Problem(key.start_mark.line + 2, what, f"Write it as `{name}: the text`."))
        elif value.tag != "tag:yaml.org,2002:null":
            values[name] = one_line(value.value)
    return values, problems


def _name(key: yaml.Node) -> str:
    name = key.value if isinstance(key, yaml.ScalarNode) else ""
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    return Problem(
        mark.line + 2 if mark else 1,
        "The front matter between the `---` lines is not valid YAML.",
        "Write `key: value` lines, put quotes around a value with a colon in it, "
        "or leave out the `---` at the top if it is only a rule.",
    )
