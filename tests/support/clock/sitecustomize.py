"""Python imports this before anything else where the tests put its folder on the path."""

import tests.support.today  # noqa: F401 - moves the clock
