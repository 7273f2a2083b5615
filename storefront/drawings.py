"""Drawings for what has no photograph: paper cut-outs, always the same for the same name."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

CELL = 100
TONES = 3  # as many as shop.css has
# Each in a cell of 100 by 100; a turned one is another shape, so few make many drawings.
SHAPES = (
    "M0 0A100 100 0 0 1 100 100H0Z",  # quarter of a disc
    "M0 0Q100 0 100 100Q0 100 0 0Z",  # leaf
    "M0 100A50 50 0 0 1 100 100Z",  # half of a disc
    "M50 10A40 40 0 1 1 49.9 10Z",  # disc
    "M0 100V50A50 50 0 0 1 100 50V100Z",  # arch
    "M0 100H100V0Z",  # corner
    "M0 0A100 100 0 0 1 100 100H60A60 60 0 0 0 0 40Z",  # rainbow
    "M0 0H20V100H0ZM40 0H60V100H40ZM80 0H100V100H80Z",  # bars
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One shape in its cell."""

    path: str
    tone: int
    left: int
    top: int
    turn: int


@lru_cache(maxsize=4096)
def cut_out(name: str, *, columns: int, rows: int) -> tuple[Piece, ...]:
    """The pieces of the drawing of this name; some cells stay empty, as air."""
    grains = blake2b(name.encode(), digest_size=2 * columns * rows).digest()
    pieces = []
    for cell in range(columns * rows):
        look, colour = grains[2 * cell], grains[2 * cell + 1]
        if colour % 7 == 0:
            continue
        pieces.append(
            Piece(
                path=SHAPES[look % len(SHAPES)],
                tone=colour % TONES,
                left=cell % columns * CELL,
                top=cell // columns * CELL,
                turn=look // len(SHAPES) % 4 * 90,
            )
        )
    return tuple(pieces)
