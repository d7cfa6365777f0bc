"""Which section somebody means by a word or two."""

import re
import unicodedata

from app.guide.model import Guide, Section


def find_section(guide: Guide, topic: str) -> Section | None:
    """The one section whose title or id is, begins with or holds `topic`; None if none or several do."""
    wanted = _plain(topic)
    if not wanted:
        return None
    names = [(section, {_plain(section.title), _plain(section.id)}) for section in guide.sections]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [section for section, own in names if any(fits(name, wanted) for name in own)]
        if len(found) == 1:
            return found[0]
    return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
