"""Follows `project:{id}:runs` on the WebSocket for a whole scenario, across every disconnect."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from signalbox_faults.history import StreamItem
from signalbox_faults.rest import Rest, RestError, Unreachable

# A heartbeat comes every 15 s; without any frame for longer the connection is dead.
SILENCE_SECONDS = 20.0


class RunStream:
    """Collects what the server pushes. After a disconnect it goes on after the last cursor."""

    def __init__(self, rest: Rest, project: str) -> None:
        self._rest = rest
        self._topic = f"project:{project}:runs"
        self._lock = threading.Lock()
        self._items: list[StreamItem] = []
        self._breaks: list[str] = []
        self._cursor = ""
        self._stop = threading.Event()
        self._subscribed = threading.Event()
        self.reconnects = 0
        self._socket: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

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
                if item["type"] == "run":
                    run = item["run"]
                    self._items.append(StreamItem(run["id"], run["status"], run["attempt"], run["revision"], now))

    def _broken(self, words: str) -> None:
        with self._lock:
            self._breaks.append(words)
