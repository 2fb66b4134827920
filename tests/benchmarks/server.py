"""Our server under test: the ordinary one in one process, with the benchmark's own types in its schema where they are
asked for.

python -m tests.benchmarks.server <database's URL> [with-own-types]; settings by environment, as for `portal serve`.
"""

from __future__ import annotations

import importlib
import signal
import sys

from portal.core.logs import configure_logs
from portal.core.settings import load_settings
from portal.web.server import run_server

if __name__ == "__main__":
    configure_logs()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if "with-own-types" in sys.argv:
        importlib.import_module("tests.benchmarks.declarations")
    run_server(load_settings(), sys.argv[1])
