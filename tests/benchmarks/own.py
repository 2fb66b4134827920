"""A portal of a benchmark's own: a database that is thrown away behind, and settings that reach nobody."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.core.embedded import start_embedded
from portal.core.settings import Settings, load_settings
from portal.migrations import migrate

SECRET_KEY = "a secret of the benchmark, long enough"


def settings(**more: Any) -> Settings:
    """Under plain http, with a mail server that nobody is."""
    return load_settings(
        base_url="http://portal.example",
        secret_key=SECRET_KEY,
        smtp_url="smtp://127.0.0.1:9",
        mail_from="partners@portal.example",
        **more,
    )


@contextmanager
def own_database() -> Iterator[str]:
    """The URL of a migrated database on a server that ends with the benchmark."""
    with tempfile.TemporaryDirectory() as home, start_embedded(Path(home)) as server:
        url = server.url()
        migrate(url)
        yield url
