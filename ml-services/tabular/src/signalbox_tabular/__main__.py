"""Starts the service; settings come from the environment."""

from __future__ import annotations

if __name__ == "__main__":
    from signalbox_ml import discover
    from signalbox_ml.server import serve

    from signalbox_tabular import __version__, algorithms
    from signalbox_tabular.online import OnlinePredictor

    raise SystemExit(
        serve(
            "tabular",
            discover(algorithms),
            version=__version__,
            predictor=OnlinePredictor(),
            preload=["signalbox_tabular.preload"],
        )
    )
