"""The linter for calendar feeds, which knows what real clients look at; it stands beside the repository."""

import runpy
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

LINT = Path(__file__).resolve().parents[1] / "../shared/tools/ics_lint.py"


def load_lint() -> dict[str, Any]:
    """Its functions by name: `lint` of one feed, `update_gates` of two; a skip where it is not."""
    if not LINT.exists():
        pytest.skip("shared/tools/ics_lint.py is not beside the repository")
    return _loaded()


@lru_cache
def _loaded() -> dict[str, Any]:
    return runpy.run_path(str(LINT))
