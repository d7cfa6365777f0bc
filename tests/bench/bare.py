"""The reference, as a process of its own: `python -m tests.bench.bare PORT SLACK_URL`."""

import sys

from tests.bench.product import serve_bare

if __name__ == "__main__":
    serve_bare(int(sys.argv[1]), sys.argv[2])
