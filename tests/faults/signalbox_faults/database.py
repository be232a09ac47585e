"""Reads the rows of the metadata database."""

from __future__ import annotations

import psycopg

from signalbox_faults.history import TERMINAL, View
from signalbox_faults.study_history import TrialView


class Database:
    def __init__(self, port: int, password: str) -> None:
        self._where = f"host=127.0.0.1 port={port} dbname=metadata user=metadata connect_timeout=5"
        self._password = password

    def runs(self, project: str) -> dict[str, View]:
        """Every run of the project."""
        with psycopg.connect(self._where, password=self._password) as connection:
            rows = connection.execute(
                "select id::text, status, attempt from run where project_id = %s", (project,)
            ).fetchall()
        return {row[0]: View(row[1], row[2]) for row in rows}

    def status(self, run_id: str) -> str:
        """The status of one run; empty when there is none."""
        with psycopg.connect(self._where, password=self._password) as connection:
            row = connection.execute("select status from run where id = %s", (run_id,)).fetchone()
        return "" if row is None else str(row[0])

    def trials(self, study_id: str) -> dict[int, TrialView]:
        """The trials of a study, by number."""
        with psycopg.connect(self._where, password=self._password) as connection:
            rows = connection.execute(
                "select number, run_id::text, state from trial where study_id = %s", (study_id,)
            ).fetchall()
        return {row[0]: TrialView(row[1], row[2]) for row in rows}

    def open_runs(self, project: str) -> int:
        """How many runs of the project have not ended."""
        return sum(view.status not in TERMINAL for view in self.runs(project).values())
