"""The benchmarks of the shop, each beside what the same work costs at the very least."""

from shopadmin.benches.running import SCALES, Disagreement, Figures, run

__all__ = ["SCALES", "Disagreement", "Figures", "run"]
