"""The rich_text block: sections, lists, quotes and preformatted text made of inline pieces."""

from app.sandbox.blocks.check import (
    ID,
    TYPE,
    Check,
    array,
    boolean,
    integer,
    one_of,
    record,
    string,
    variant,
)

STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = record({}, dict.fromkeys(STYLES, boolean))


def _inline(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({**TYPE, **required}, {"style": STYLE, **(optional or {})})


INLINE_TABLE: dict[str, Check] = {
    "text": _inline({"text": string()}),
    "link": _inline({"url": string(3000)}, {"text": string(), "unsafe": boolean}),
    "emoji": _inline({"name": string()}, {"unicode": string(), "skin_tone": integer(1, 6)}),
    "user": _inline({"user_id": string()}),
    "usergroup": _inline({"usergroup_id": string()}),
    "channel": _inline({"channel_id": string()}),
    "broadcast": _inline({"range": one_of("here", "channel", "everyone")}),
    "color": _inline({"value": string()}),
    "date": _inline(
        {"timestamp": integer(0, None), "format": string()}, {"url": string(), "fallback": string()}
    ),
}
INLINE = variant(INLINE_TABLE, "rich text piece")
SECTION = record({**TYPE, "elements": array(INLINE)})
BORDER: dict[str, Check] = {"border": integer(0, 1)}
PRE_INLINE = variant({name: INLINE_TABLE[name] for name in ("text", "link")}, "preformatted piece")
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_quote": record({**TYPE, "elements": array(INLINE)}, BORDER),
    "rich_text_preformatted": record(
        {**TYPE, "elements": array(PRE_INLINE)}, {**BORDER, "language": string()}
    ),
    "rich_text_list": record(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": array(variant({"rich_text_section": SECTION}, "list item"), 1),
        },
        {**BORDER, "indent": integer(0, 8), "offset": integer(0, None)},
    ),
}
RICH_TEXT = record({**TYPE, "elements": array(variant(PARTS, "rich text part"), 1)}, {"block_id": ID})
