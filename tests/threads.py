"""Several people doing something at the same moment, each on a connection of his own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

# SQLite has one writer at a time: there is no race to lose, nor a lock to test.
postgresql_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row locks exist on PostgreSQL only"
)


def together(acts: list[Callable[[], object]]) -> list[BaseException | None]:
    """Run the acts at once; what each of them raised, in their order."""
    start = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            act()
        except BaseException as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised
