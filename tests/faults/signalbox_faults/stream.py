"""Follows topics of the WebSocket for a whole scenario, across every disconnect."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from typing import Any

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from signalbox_faults.history import StreamItem
from signalbox_faults.rest import Rest, RestError, Unreachable
from signalbox_faults.study_history import TrialView

# A heartbeat comes every 15 s; without any frame for longer the connection is dead.
SILENCE_SECONDS = 20.0


class TopicStream(ABC):
    """Collects what the server pushes on one topic. After a disconnect it goes on after the last cursor."""

    def __init__(self, rest: Rest, topic: str, cursor: str = "") -> None:
        """`cursor`: after what to begin; empty: with a snapshot."""
        self._rest = rest
        self._topic = topic
        self._lock = threading.Lock()
        self._items: list[StreamItem] = []
        self._breaks: list[str] = []
        self._cursor = cursor
        self._stop = threading.Event()
        self._subscribed = threading.Event()
        self.reconnects = 0
        self._socket: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

    @abstractmethod
    def _take_item(self, item: dict[str, Any], now: float) -> None:
        """Keeps what an item of a batch says; the lock is held."""

    def wait_until_subscribed(self, seconds: float) -> bool:
        return self._subscribed.wait(seconds)

    def items(self) -> tuple[StreamItem, ...]:
        with self._lock:
            return tuple(self._items)

    def breaks(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._breaks)

    def close(self) -> None:
        self._stop.set()
        if self._socket is not None:
            self._socket.close()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except (OSError, TimeoutError, WebSocketException, Unreachable, RestError) as error:
                if isinstance(error, InvalidStatus) and error.response.status_code == 401:
                    self._rest.forget_token()
                self._stop.wait(0.2)
            self.reconnects += 1

    def _follow(self) -> None:
        with connect(
            self._rest.base.replace("http", "ws", 1) + "/stream",
            subprotocols=[Subprotocol("signalbox.v1"), Subprotocol("bearer." + self._rest.token())],
            open_timeout=10,
            ping_interval=None,
            close_timeout=1,
            max_size=None,
        ) as socket:
            self._socket = socket
            frame: dict[str, Any] = {"type": "subscribe", "topic": self._topic, "credit": 64}
            if self._cursor:
                frame["after"] = self._cursor
            socket.send(json.dumps(frame))
            while not self._stop.is_set():
                self._take(socket, json.loads(socket.recv(timeout=SILENCE_SECONDS)))

    def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if frame.get("topic") != self._topic:
            return
        if kind == "snapshot":
            if self._cursor:
                self._broken(f"a snapshot although {self._cursor} was asked for")
            self._cursor = frame["cursor"]
            self._subscribed.set()
        elif kind == "batch":
            if self._cursor and frame["from"] != self._cursor:
                self._broken(f"a batch from {frame['from']} after {self._cursor}")
            self._cursor = frame["to"]
            self._subscribed.set()
            self._keep(frame["items"])
            socket.send(json.dumps({"type": "credit", "topic": self._topic, "n": 1}))
        elif kind == "gap":
            self._broken(f"a gap from {frame['from']} to {frame['to']}: {frame['reason']}")
            self._cursor = frame["to"]
        elif kind == "error":
            raise Unreachable(f"{frame['code']}: {frame['detail']}")

    def _keep(self, items: list[dict[str, Any]]) -> None:
        now = time.time()
        with self._lock:
            for item in items:
                self._take_item(item, now)

    def _broken(self, words: str) -> None:
        with self._lock:
            self._breaks.append(words)


class RunStream(TopicStream):
    """`project:{id}:runs`: the states of the runs of a project."""

    def __init__(self, rest: Rest, project: str) -> None:
        super().__init__(rest, f"project:{project}:runs")

    def _take_item(self, item: dict[str, Any], now: float) -> None:
        if item["type"] == "run":
            run = item["run"]
            self._items.append(StreamItem(run["id"], run["status"], run["attempt"], run["revision"], now))


class StudyStream(TopicStream):
    """`study:{id}` from its beginning: the states of the runs of its trials, and what each trial is."""

    def __init__(self, rest: Rest, study_id: str) -> None:
        self._trials: dict[int, TrialView] = {}
        self._status = ""
        super().__init__(rest, f"study:{study_id}", "0")

    def trials(self) -> dict[int, TrialView]:
        """The last that was said of each, by number."""
        with self._lock:
            return dict(self._trials)

    def status(self) -> str:
        """The last status of the study itself; empty before the first."""
        with self._lock:
            return self._status

    def _take_item(self, item: dict[str, Any], now: float) -> None:
        if item["type"] == "study":
            self._status = str(item["study"]["run"]["status"])
        if item["type"] != "trials":
            return
        for at, number in enumerate(item["number"]):
            run_id = item["runId"][at]
            self._trials[number] = TrialView(run_id, item["state"][at])
            # Rows of trials come in the order of their changes.
            self._items.append(StreamItem(run_id, item["runStatus"][at], item["attempt"][at], len(self._items), now))
