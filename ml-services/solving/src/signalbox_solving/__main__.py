"""Starts the service; settings come from the environment."""

from __future__ import annotations

if __name__ == "__main__":
    from signalbox_ml import discover
    from signalbox_ml.server import serve

    from signalbox_solving import __version__, algorithms

    raise SystemExit(
        serve("solving", discover(algorithms), version=__version__, preload=["signalbox_solving.conductor"])
    )
