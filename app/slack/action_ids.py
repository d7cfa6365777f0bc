"""Buttons of one feature that stand on the pages of others. Whoever shows one needs to know no more."""

RECORD_LAUNCH = "launch.record"
"""Opens page 1 of a bet above the page it is pressed on."""

OPEN_BET = "checkin.open-bet"
"""Opens all there is about one bet; value: launch id."""

SHARE = "share.open"
"""Opens the first step of a share; value: the launch that is to be listed first, or nothing."""
