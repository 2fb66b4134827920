"""`python -m sample_vendor`: serves until SIGINT or SIGTERM; with `--while-stdin-is-open`, until that is closed too."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

import uvicorn

from sample_vendor.app import make_app
from sample_vendor.settings import SettingsError, load_settings


def main() -> None:
    """Runs by the settings of the environment; one clear line and status 1 where they are wrong."""
    logging.basicConfig(level=logging.INFO, format="mailwave: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.exit(f"mailwave: {error}")
    config = uvicorn.Config(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    if "--while-stdin-is-open" in sys.argv[1:]:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    logging.getLogger("mailwave").info("serving at %s", settings.url)
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        sys.exit(130)


def _end_with_stdin() -> None:
    """Whoever started us holds the other end; it is closed when he is gone, however he went."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
