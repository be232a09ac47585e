"""The proxy forwards, cuts in both ways, and says what met the cut."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from signalbox_faults.faults import wait_until
from signalbox_faults.proxy import Cut, Proxy


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that answers every byte."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(4096):
                    connection.sendall(data)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    made = Proxy(echo)
    yield made
    made.close()


def _connect(proxy: Proxy) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
    made.settimeout(5)
    return made


def test_forwards_and_counts(proxy: Proxy) -> None:
    with _connect(proxy) as client:
        client.sendall(b"hello")
        assert client.recv(10) == b"hello"
        assert wait_until(lambda: proxy.meter.forwarded == 10, 5)


def test_a_reset_breaks_what_is_open_and_refuses_what_is_new(proxy: Proxy) -> None:
    with _connect(proxy) as client:
        client.sendall(b"hello")
        assert client.recv(10) == b"hello"
        proxy.cut(Cut.RESET)
        with pytest.raises(ConnectionResetError):
            if client.recv(10) == b"":
                raise ConnectionResetError
    with _connect(proxy) as late, pytest.raises(OSError):
        late.sendall(b"x")
        if late.recv(10) == b"":
            raise ConnectionResetError
    meter = proxy.heal()
    assert meter.broken >= 2
    assert meter.forwarded == 0
    with _connect(proxy) as again:
        again.sendall(b"back")
        assert again.recv(10) == b"back"


def test_a_black_hole_holds_everything_until_it_heals(proxy: Proxy) -> None:
    with _connect(proxy) as client:
        client.sendall(b"a")
        assert client.recv(10) == b"a"
        proxy.cut(Cut.BLACKHOLE)
        client.sendall(b"held")
        assert wait_until(lambda: proxy.meter.held == 4, 5)
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(10)
        meter = proxy.heal()
        assert (meter.held, meter.forwarded) == (4, 0)
        client.settimeout(5)
        assert client.recv(10) == b"held"


def test_a_cut_that_nothing_met_shows_nothing(proxy: Proxy) -> None:
    proxy.cut(Cut.RESET)
    meter = proxy.heal()
    assert (meter.broken, meter.held, meter.forwarded) == (0, 0, 0)
