"""Which worker runs which test."""

from xdist.scheduler import LoadScopeScheduling

from tests.support.browser import drives_a_browser

WAITING = (
    "tests/features/test_process.py",
    "tests/journeys/test_assess_failures.py",
    "tests/sandbox/test_run.py",
)
"""Files that spend their time waiting, for locks or for processes."""


def waits(nodeid: str) -> bool:
    return nodeid.partition("::")[0] in WAITING


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """All tests in a browser are one worker's, and come first; so are those that wait, another's. Every other
    test is whoever's is free.

    So there is one Chromium, and one sandbox for the journeys; and never do all workers wait at once, when no
    core would compute. (`--dist loadgroup` does nothing: xdist 3.8 changes the ids of tests, which pytest 9.2
    does not let it do, and says nothing.)
    """

    def _split_scope(self, nodeid: str) -> str:
        if drives_a_browser(nodeid):
            return "browser"
        return "waits" if waits(nodeid) else nodeid
