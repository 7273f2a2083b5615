"""Settings for the type checker: modeltranslation hides the types of managers it swaps."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _ALL

INSTALLED_APPS = [app for app in _ALL if app != "modeltranslation"]
