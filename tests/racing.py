"""In how many rounds a race is run: few enough for each run, and so many that a rare winner too many shows."""

from __future__ import annotations

import pytest

in_rounds = pytest.mark.parametrize(
    "rounds",
    [pytest.param(50, id="50", marks=pytest.mark.slow), pytest.param(1_000, id="1000", marks=pytest.mark.long)],
)
