"""The balancer shares, and leaves out who is not there."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from signalbox_faults.faults import wait_until
from signalbox_faults.scale_out.balancer import Target, TcpBalancer, UdpBalancer, Watch, place
from signalbox_faults.system import free_port


class Named:
    """A server that tells each connection its name, and closes it."""

    def __init__(self, name: str) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._name = name.encode()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self._name)


@pytest.fixture
def servers() -> Iterator[list[Named]]:
    made = [Named("one"), Named("two")]
    yield made
    for server in made:
        server.close()


@pytest.fixture
def targets(servers: list[Named]) -> list[Target]:
    return [Target(name, each.port, 0, 0, ready=True) for name, each in zip(("one", "two"), servers, strict=True)]


@pytest.fixture
def balancer(targets: list[Target]) -> Iterator[TcpBalancer]:
    made = TcpBalancer(targets)
    yield made
    made.close()


def _ask(balancer: TcpBalancer) -> str:
    """Who answers; empty when nobody does."""
    with socket.create_connection(("127.0.0.1", balancer.port), timeout=5) as client:
        client.settimeout(5)
        try:
            return client.recv(10).decode()
        except ConnectionResetError:
            return ""


def test_connections_go_to_each_in_turn(balancer: TcpBalancer, targets: list[Target]) -> None:
    assert Counter(_ask(balancer) for _ in range(6)) == {"one": 3, "two": 3}
    assert [target.connections for target in targets] == [3, 3]


def test_who_is_not_ready_gets_no_connection(balancer: TcpBalancer, targets: list[Target]) -> None:
    targets[0].ready = False
    assert {_ask(balancer) for _ in range(4)} == {"two"}
    assert targets[0].connections == 0


def test_who_refuses_is_left_out_and_another_one_answers(balancer: TcpBalancer, targets: list[Target]) -> None:
    targets[1].port = free_port()
    assert {_ask(balancer) for _ in range(4)} == {"one"}
    assert (targets[1].refused, targets[1].ready) == (1, False)


def test_many_at_once_are_answered_although_one_refuses(balancer: TcpBalancer, targets: list[Target]) -> None:
    targets[1].port = free_port()
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: _ask(balancer), range(16))) == {"one"}


def test_without_anybody_the_connection_is_reset(balancer: TcpBalancer, targets: list[Target]) -> None:
    for target in targets:
        target.ready = False
    assert _ask(balancer) == ""


def test_a_target_is_ready_as_long_as_it_says_so() -> None:
    status = 503

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *words: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        target = Target("one", 0, 0, int(server.server_address[1]))
        watch = Watch([target])
        try:
            assert not wait_until(lambda: target.ready, 0.3)
            status = 200
            assert wait_until(lambda: target.ready, 10)
            status = 503
            assert wait_until(lambda: not target.ready, 10)
        finally:
            watch.close()
            server.shutdown()
            thread.join(5)


def test_datagrams_go_in_turn_but_chunks_of_a_message_stay_together() -> None:
    assert [place(b'{"_seq":1}', turn, 2) for turn in range(4)] == [0, 1, 0, 1]
    chunks = [b"\x1e\x0f" + b"messages" + bytes((index, 3)) + b"text" for index in range(3)]
    assert len({place(chunk, turn, 2) for turn, chunk in enumerate(chunks)}) == 1
    others = [b"\x1e\x0f" + number.to_bytes(8, "big") + b"\0\1" for number in range(10)]
    assert {place(chunk, 0, 2) for chunk in others} == {0, 1}


def test_datagrams_reach_who_is_ready() -> None:
    with ExitStack() as stack:
        receivers = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2)]
        for receiver in receivers:
            receiver.bind(("127.0.0.1", 0))
            receiver.settimeout(5)
        sender = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        targets = [Target(str(at), 0, each.getsockname()[1], 0, ready=True) for at, each in enumerate(receivers)]
        balancer = UdpBalancer(targets)
        stack.callback(balancer.close)

        def send(count: int) -> None:
            for number in range(count):
                sender.sendto(b"%d" % number, ("127.0.0.1", balancer.port))

        send(4)
        assert [receiver.recv(10) for receiver in receivers for _ in range(2)] == [b"0", b"2", b"1", b"3"]
        targets[0].ready = False
        send(3)
        assert [receivers[1].recv(10) for _ in range(3)] == [b"0", b"1", b"2"]
        targets[1].ready = False
        # Nobody is known to be there: they are not thrown away.
        send(2)
        assert len([receiver.recv(10) for receiver in receivers]) == 2
        assert wait_until(lambda: [target.datagrams for target in targets] == [3, 6], 5)
        assert balancer.received == 9
