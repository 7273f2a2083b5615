"""The kit is tested on a section of its own, beside the shop's."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings


@pytest.fixture(autouse=True)
def _own_section() -> Iterator[None]:
    engines: Any = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"].append(Path(__file__).parent / "templates")
    with override_settings(TEMPLATES=engines, ROOT_URLCONF="tests.backoffice.screens"):
        yield
