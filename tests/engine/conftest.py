"""How many carts the properties are tried on: a few hundred here, thousands in the slow lane."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "normal",
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "slow",
    max_examples=10_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))
