"""Action ids of the messages that answer what somebody writes. Values are Slack's name of their message."""

KEEP = "dm.keep"  # value: ts
EDIT = "dm.edit"  # value: ts
NO_ANSWER = "dm.no-answer"  # value: ts; "That was not one", and "None of these"
WHICH = "dm.which"  # WHICH.<place>; value: `ts:launch id:week`
WHICH_THEN = "checkin.which"  # of older messages, which asked it themselves; value: `ts:launch id`
GO_ON = "dm.go-on"  # value: ts
ASSESS = "dm.assess"
LAUNCHES = "dm.launches"
