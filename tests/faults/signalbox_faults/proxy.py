"""A TCP proxy that can be cut: it stands between the orchestrator and an ML service.

Counts everything, because a cut that no byte has met proves nothing.
"""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum


class Cut(Enum):
    """How a connection is cut."""

    # Connections are reset, new ones refused: a cable that was pulled from a host that answers.
    RESET = "reset"
    # Connections stay open and nothing comes through: a firewall that swallows packets.
    BLACKHOLE = "black hole"


@dataclass
class Meter:
    """What the proxy saw since it was last reset."""

    forwarded: int = 0
    # Connections reset or refused, and bytes held back.
    broken: int = 0
    held: int = 0


class Forwarder(ABC):
    """Listens on `port` (0: any) of loopback and forwards each connection. Runs in a thread of its own."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.meter = Meter()
        self._loop = asyncio.new_event_loop()
        self._cut: Cut | None = None
        self._open: asyncio.Event = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        ready = threading.Event()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._open.set()
            self._server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", self.port))
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, name="proxy", daemon=True)
        self._thread.start()
        ready.wait(5)

    @abstractmethod
    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection onward for one that has come; OSError when there is none."""

    def cut(self, how: Cut) -> None:
        """From now on nothing passes. The meter starts at zero."""
        asyncio.run_coroutine_threadsafe(self._begin(how), self._loop).result(5)

    def heal(self) -> Meter:
        """Lets everything pass again, and answers what was seen during the cut."""
        return asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _begin(self, how: Cut) -> None:
        self.meter = Meter()
        self._cut = how
        if how is Cut.RESET:
            self._reset_all()
        else:
            self._open.clear()

    async def _end(self) -> Meter:
        meter, self.meter = self.meter, Meter()
        self._cut = None
        self._open.set()
        return meter

    async def _stop(self) -> None:
        self._server.close()
        self._open.set()
        for writer in list(self._writers):
            writer.transport.abort()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _reset_all(self) -> None:
        for writer in list(self._writers):
            self.meter.broken += 1
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut is Cut.RESET:
            self.meter.broken += 1
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            onward_reader, onward = await self._reach()
        except OSError:
            writer.transport.abort()
            self._writers.discard(writer)
            return
        self._writers.add(onward)
        try:
            await asyncio.gather(self._pump(reader, onward), self._pump(onward_reader, writer))
        finally:
            for each in (writer, onward):
                self._writers.discard(each)
                each.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                if not self._open.is_set():
                    self.meter.held += len(data)
                    await self._open.wait()
                if self._cut is Cut.RESET:
                    break
                self.meter.forwarded += len(data)
                writer.write(data)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


class Proxy(Forwarder):
    """Forwards to one port of loopback."""

    def __init__(self, target: int, port: int = 0) -> None:
        self.target = target
        super().__init__(port)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.target)
