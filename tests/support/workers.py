"""Which worker runs which test."""

from xdist.scheduler import LoadScopeScheduling

from tests.support.browser import drives_a_browser


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """All tests in a browser are one worker's, and come first; every other test is whoever's is free.

    So there is one Chromium, and one sandbox for the journeys. (`--dist loadgroup` does nothing: xdist 3.8
    changes the ids of tests, which pytest 9.2 does not let it do, and says nothing.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if drives_a_browser(nodeid) else nodeid
