"""The moment that the suite runs at is the moment of all that it starts."""

import subprocess
import sys
import time
from datetime import datetime

import pytest

from app.clock import SystemClock
from tests.support.process import environment
from tests.support.today import Moment

ASKS = "import time; from app.clock import SystemClock as C; print(C().now().timestamp(), *time.tzname)"
MOMENT = Moment("2031-02-28T23:59:30", "Pacific/Kiritimati")
THERE = datetime.fromisoformat("2031-02-28T09:59:30+00:00").timestamp()


@pytest.mark.calendar
def test_a_moment_is_the_same_here_and_in_a_process_that_is_started_there() -> None:
    before = SystemClock().now()
    with MOMENT.lived():
        assert 0 <= SystemClock().now().timestamp() - THERE < 30
        child = subprocess.run(
            [sys.executable, "-c", ASKS], env=environment({}), capture_output=True, text=True
        )
        stamp, *names = child.stdout.split()
        assert 0 <= float(stamp) - THERE < 60, child.stderr
        assert names == list(time.tzname) == ["+14", "+14"]
    assert abs((SystemClock().now() - before).total_seconds()) < 60
