"""Starts the service; settings come from the environment."""

from __future__ import annotations

if __name__ == "__main__":
    from signalbox_ml import discover
    from signalbox_ml.server import serve

    from signalbox_tuning import __version__, algorithms
    from signalbox_tuning.methods import Methods, offered
    from signalbox_tuning.suggester import TuningSuggester

    found = offered(discover(algorithms))
    raise SystemExit(serve("tuning", found, version=__version__, suggester=TuningSuggester(Methods.of(found))))
