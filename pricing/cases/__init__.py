"""Neutral pricing cases, run through the engine to compare it with other shops' figures."""
