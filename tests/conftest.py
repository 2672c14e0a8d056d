"""How the tests are run: the Hypothesis profile and the option that rewrites golden files."""

from __future__ import annotations

import os

import hypothesis
import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite corpus_samples/expected/ with what cablefix now makes of the samples",
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


# At home every run tries other texts, so the laws are searched a little further each day.  In CI
# the examples are fixed: a red build then speaks of the change in it, not of luck.  A failure
# prints a blob that reproduces it, so no database of examples is kept beside the sources.
# No deadline: the machine is shared, and a slow example is no broken law.
COMMON = {
    "deadline": None,
    "database": None,
    "print_blob": True,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("home", **COMMON)
hypothesis.settings.register_profile("ci", derandomize=True, **COMMON)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")
