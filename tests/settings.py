"""The shop's settings under test: production rules, a fixed key, fast passwords."""

import os

os.environ.setdefault("SECRET_KEY", "a-key-for-the-tests-and-for-nothing-else-at-all")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from shopadmin.settings import *  # noqa: F403
from shopadmin.settings import MIDDLEWARE as _MIDDLEWARE

# The live server of the browser tests serves the static files itself, uncollected.
MIDDLEWARE = [name for name in _MIDDLEWARE if not name.startswith("whitenoise")]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEMO_LOGINS = True
