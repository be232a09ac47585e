"""The UDP proxy does what it says and says what it did; the comparison of logs turns red when it must."""

from __future__ import annotations

import random
import socket
from collections import Counter
from pathlib import Path

import pytest

from signalbox_faults.logs.proof import different, unsealed
from signalbox_faults.logs.udp_proxy import HELD_AT_MOST, Rates, Shuffle, UdpProxy


def played(seed: int, rates: Rates, count: int = 20_000) -> tuple[list[int], Shuffle]:
    shuffle = Shuffle(random.Random(seed), rates)
    out = [each for number in range(count) for each in shuffle.pass_on(str(number).encode())]
    return [int(each) for each in out + shuffle.rest()], shuffle


def test_without_faults_everything_passes_in_order() -> None:
    assert played(1, Rates())[0] == list(range(20_000))


def test_the_same_seed_does_the_same() -> None:
    rates = Rates(0.2, 0.1, 0.05)
    assert played(5, rates)[0] == played(5, rates)[0]
    assert played(5, rates)[0] != played(6, rates)[0]


def test_shares_are_what_they_are_said_to_be() -> None:
    out, shuffle = played(3, Rates(0.2, 0.1, 0.05))
    seen = Counter(out)
    assert 20_000 - len(seen) == shuffle.counts["dropped"]
    assert sum(times == 2 for times in seen.values()) == shuffle.counts["repeated"]
    assert 3_600 < shuffle.counts["dropped"] < 4_400
    assert 1_700 < shuffle.counts["swapped"] < 2_300
    assert 800 < shuffle.counts["repeated"] < 1_200
    assert shuffle.counts["sent"] == len(out)


def test_a_held_datagram_comes_late_but_comes() -> None:
    out, _ = played(4, Rates(swap=0.1))
    assert sorted(out) == list(range(20_000))
    late = [place for place in range(1, len(out)) if out[place] < out[place - 1]]
    assert late
    assert all(out[place - 1] - out[place] <= HELD_AT_MOST + 1 for place in late)


def test_chosen_lines_never_pass() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10)
        proxy = UdpProxy(receiver.getsockname()[1], "1", Rates())
        run = "019b7a5e-0000-7000-8000-000000000001"
        proxy.lose = lambda whose, seq: whose == run and seq in (2, 3)
        for seq in range(1, 6):
            sender.sendto(f'{{"_run":"{run}","_attempt":1,"_seq":{seq}}}'.encode(), ("127.0.0.1", proxy.port))
        numbers = [int(receiver.recv(1000).split(b":")[-1][:-1]) for _ in range(3)]
        proxy.close()
    assert numbers == [1, 4, 5]
    assert proxy.counts["chosen"] == 2


COMPLETE = {
    "seal": "complete",
    "stored": 10,
    "totalLines": 10,
    "missingLines": 0,
    "gapCount": 0,
    "gaps": [],
    "hash": "aa",
    "totalHash": "aa",
}


def test_a_complete_log_is_complete() -> None:
    assert unsealed(COMPLETE) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"seal": "incomplete"},
        {"seal": "open"},
        {"stored": 9},
        {"missingLines": 1},
        {"gapCount": 1},
        {"hash": "bb"},
        {"hash": None, "totalHash": None},
    ],
)
def test_anything_else_is_not(wrong: dict[str, object]) -> None:
    assert len(unsealed({**COMPLETE, **wrong})) == 1
    assert len(unsealed({})) == 1


def test_a_byte_too_many_too_few_or_another_is_seen(tmp_path: Path) -> None:
    written = tmp_path / "0.stdout"
    written.write_bytes(b"one\ntwo\n")
    assert different([b"one\n", b"two\n"], written) == ""
    for stored in ([b"one\ntwo"], [b"one\n", b"two\n", b"\n"], [b"one\n", b"tvo\n"], [b"two\none\n"], []):
        assert "differ" in different(stored, written)
