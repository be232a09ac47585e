"""Solutions on their way into the store, while the search goes on."""

from __future__ import annotations

import threading
from pathlib import Path

from signalbox_ml import RunContext


class Incumbents:
    """Stores improving solutions as `incumbent-000001.json` … from a thread of its own, so that hearing the solver never waits.

    When the store is slower than the solver, the newest that waits is stored and those before it are not; the last one always is.
    The file of the best is kept until the end; the others are deleted.
    """

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._changed = threading.Condition()
        self._waiting: Path | None = None
        self._storing: Path | None = None
        self._ending = False
        self._stored = 0
        self._error: BaseException | None = None
        self.best: Path | None = None
        self.objective: float | None = None
        self._thread = threading.Thread(target=self._work, name="incumbents", daemon=True)
        self._thread.start()

    def offer(self, path: Path, objective: float | None) -> None:
        """A better solution."""
        with self._changed:
            before = self.best
            # A file that is being stored is deleted when that is done.
            overtaken = before if before != self._storing else None
            self._waiting = self.best = path
            self.objective = objective
            self._changed.notify_all()
        if overtaken is not None:
            overtaken.unlink(missing_ok=True)

    def close(self) -> None:
        """Returns when the last one is stored. Raises what storing raised."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._waiting is not None or self._ending)
                    self._storing = path = self._waiting
                    self._waiting = None
                if path is None:
                    return
                self._stored += 1
                self._context.upload(path, f"incumbent-{self._stored:06d}.json", "application/json")
                with self._changed:
                    self._storing = None
                    overtaken = path != self.best
                if overtaken:
                    path.unlink(missing_ok=True)
        except BaseException as error:  # noqa: BLE001 - it is raised where the solve ends
            self._error = error
