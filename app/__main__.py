"""`python -m app` is `followthrough`."""

from app.cli import main

main()
