"""Names of the commands, views and actions of sharing. Values and metadata hold ids only."""

# The modal of the author: one view, replaced step by step. Metadata: the form's id; on the preview
# "FORM:PREVIEW:PAGE".
WHERE, WHO, WHAT, WORDS, EXACTLY = "share.where", "share.who", "share.what", "share.words", "share.exactly"
SENT = "share.sent"
FIELD = "share.field"
"""Every input of the modal that shares."""
CHANNEL = "channel"
"""The form's field of where; those of what and how are in `picking`."""
BACK = "share.back"
COPY = "share.copy"
OLDER = "share.older"
"""The next ten launches."""

# The list of shares, and the receipt. Value: the share's token.
LIST = "share.list"
TURN = "share.turn"
TAKE_BACK = "share.take-back"
RETRY = "share.retry"
"""Try to delete again what Slack did not delete."""
IS_THERE, NOT_THERE = "share.is-there", "share.not-there"
WHERE_IS_IT = "share.where-is-it"
"""The modal that asks for the link of a post that is there."""
LOOK_AGAIN = "share.look-again"
"""Who is here now; and the rest, or all, may be posted. The view's id too; metadata "TOKEN:PREVIEW"."""
AGREED, AGREED_PAGE = "share.agreed", "share.agreed-page"
AGREED_FIELD, LINK_FIELD = "share.agreed-field", "share.link-field"
"""The private field on the receipt, and the link of a post that is there."""

# Under the post. Value: the share's token.
READ, TALK, ADD, L5 = "share.read", "share.talk", "share.add", "share.l5"
WORD_PAGE = "share.word-page"
WORD_FIELD = "share.word-field"
NOTED = "share.noted"
MUTE = "share.mute"
"""Don't send me these."""
