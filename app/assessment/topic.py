"""Which section somebody means by a word or two."""

import re
import unicodedata

from app.guide.model import Guide, Section


def find_sections(guide: Guide, topic: str) -> list[Section]:
    """The sections whose title or id is `topic`; else those that begin with it; else those that hold it."""
    wanted = _plain(topic)
    if not wanted:
        return []
    names = [(section, {_plain(section.title), _plain(section.id)}) for section in guide.sections]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [section for section, own in names if any(fits(name, wanted) for name in own)]
        if found:
            return found
    return []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
