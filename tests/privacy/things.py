"""Everything that is somebody's, and the word that is planted in it, which stands nowhere else."""

from enum import Enum


class Thing(Enum):
    """Whose it is stands behind its name where it is not Ada's. TOLD: ticked, and posted to the channel."""

    ANSWER = "answer"
    ANSWER_TOLD = "answer, told"
    LINES_TOLD = "answer in two lines, told"
    EVIDENCE = "evidence"
    DRAFT = "draft of an answer"
    REVISION = "revision of an answer"
    MIRROR = "mirror"
    MIRROR_TOLD = "mirror, told"
    BET = "bet"
    BET_TOLD = "bet, told"
    BEFORE_SEAL = "a bet before it was sealed"
    VERSION = "version of a bet"
    VERSION_TOLD = "version of a bet, told"
    DETAIL = "detail of a bet"
    DETAIL_TOLD = "detail of a bet, told"
    CONFIDENCE = "how sure somebody is"
    READING = "reading"
    READING_TOLD = "reading, told"
    READING_BEFORE = "revision of a reading"
    SILENCE = "that nobody looked"
    ITEM = "open item"
    REPLY = "words in the DM, taken for an answer"
    REPLY_TOLD = "words in the DM, kept and told"
    OTHERS = "message of somebody else"
    FORM = "what was typed and not sent"
    NOTE_TOLD = "note of a share"
    FIRST_NOTE = "note of the share before"
    UNSENT = "share that was only previewed"
    COPIED = "share that was copied"
    AGREEMENT = "agreement"
    AGREEMENT_BEFORE = "agreement, its earlier text"
    AGREEMENT_TOLD = "agreement, told in the next share"
    EM_WORD = "EM word, to the author (the EM's)"
    EM_WORD_TOLD = "EM word, also in the thread (the EM's)"
    EM_WORD_DRAFT = "EM word that was not sent (the EM's)"
    MEMBER_WORD = "another member's word, to the author (the member's)"
    FORMER_WORD = "word of the EM who left, to the author (the former EM's)"
    SETTINGS = "settings"
    EM_SETTINGS = "settings of the EM (the EM's)"
    EXPLANATION = "explanation"
    CODE = "one-time code"


SPECIAL: dict[Thing, tuple[str, ...]] = {
    Thing.CONFIDENCE: ("90 %",),
    Thing.SILENCE: ("Did not look",),
    Thing.SETTINGS: (),
    Thing.EM_SETTINGS: (),
    Thing.EXPLANATION: (),
    Thing.CODE: (),
}
"""Those that are no text of their owner: what they show, found in the story where it is empty here."""


def word(thing: Thing) -> str:
    """The planted word: letters alone, so that no rule about texts changes or cuts it."""
    return "zq" + thing.name.replace("_", "").lower() + "qz"


def planted() -> dict[Thing, tuple[str, ...]]:
    return {thing: SPECIAL.get(thing, (word(thing),)) for thing in Thing}
