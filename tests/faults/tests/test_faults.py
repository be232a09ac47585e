"""A fault that did not really happen says so."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signalbox_faults import faults, processes
from signalbox_faults.faults import Injection, ServiceKeeper, Stage, wait_until
from signalbox_faults.proxy import Cut
from signalbox_faults.system import System

PARENT = "import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=0); input()"


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[bytes]]:
    """A process with a child."""
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE)
    assert wait_until(lambda: len(processes.family(process.pid)) == 2, 10)
    members = processes.family(process.pid)
    yield process
    for each in members:
        processes.send(each.pid, signal.SIGKILL)
    process.wait(5)
    if process.stdin is not None:
        process.stdin.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage without a system: its instance file is what the test writes."""
    keeper = ServiceKeeper("a", 2, tmp_path / "log", tmp_path / "output")
    (tmp_path / "data").mkdir()
    system = System(tmp_path / "data", [1])
    yield Stage(system, [keeper])
    keeper.close()
    for proxy in system.links.values():
        proxy.close()


def test_freezing_stops_the_whole_family_and_lets_it_go_on(victim: subprocess.Popen[bytes]) -> None:
    injection = Injection("freeze")
    faults._freeze(victim.pid, 0.2, injection)
    assert injection.unproven == []
    assert "2 processes" in injection.facts[0]
    assert wait_until(lambda: {each.state for each in processes.family(victim.pid)} == {"S"}, 5)


def test_freezing_nobody_is_not_proven() -> None:
    injection = Injection("freeze")
    faults._freeze(2**22 + 1, 0.0, injection)
    assert injection.unproven


def test_killing_nobody_is_not_proven() -> None:
    injection = Injection("kill")
    faults._kill(2**22 + 1, injection)
    assert injection.unproven


def test_killing_is_proven_by_the_death(victim: subprocess.Popen[bytes]) -> None:
    injection = Injection("kill")
    faults._kill(victim.pid, injection)
    assert injection.unproven == []
    assert processes.look(victim.pid) is None


def test_a_part_that_is_not_ready_cannot_be_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "BACK_SECONDS", 0.1)
    assert faults.kill_part("orchestrator")(stage).unproven
    assert faults.freeze_part("orchestrator", 0.1)(stage).unproven
    assert faults.kafka_absent_at_start(0.1)(stage).unproven


def test_a_launcher_that_is_gone_is_a_failure_and_not_a_void(
    stage: Stage, victim: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "BACK_SECONDS", 0.1)
    (stage.system.data / "instance").write_text(
        f"pid={2**22 + 1}\npart.kafka.state=ready\npart.kafka.pid={victim.pid}\n"
    )
    injection = faults.kill_part("kafka")(stage)
    assert injection.unproven == []
    assert injection.broken


def test_a_cut_without_traffic_is_not_proven(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "WORK_SECONDS", 0.1)
    injection = faults.cut(0, Cut.RESET, 0.1)(stage)
    assert len(injection.unproven) == 3


def test_a_cut_link_without_traffic_is_not_proven(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "WORK_SECONDS", 0.1)
    injection = faults.cut_link("backend-kafka", Cut.RESET, 0.1)(stage)
    assert injection.unproven == ["no byte had passed before the cut", "nothing met the cut"]


def test_what_is_done_during_a_cut_belongs_to_its_proof(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "WORK_SECONDS", 0.1)
    meanwhile = Injection("meanwhile", unproven=["not so"], broken=["broken"])
    injection = faults.cut_link("backend-s3", Cut.RESET, 0.0, lambda _: meanwhile)(stage)
    assert "not so" in injection.unproven
    assert "broken" in injection.broken


def test_an_orchestrator_that_is_not_there_cannot_be_broken(stage: Stage) -> None:
    assert faults.kill_second()(stage).unproven
    assert faults.freeze_second(0.0)(stage).unproven


def test_services_that_are_held_stay_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "WORK_SECONDS", 0.1)
    pid = stage.services[0].pid
    injection = faults.services_absent(0.5)(stage)
    # Only that nothing was executing there; it was away all the time.
    assert injection.unproven == ["nothing was executing on service a"]
    assert stage.services[0].pid != pid


def test_a_service_that_does_nothing_is_no_target(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "WORK_SECONDS", 0.1)
    assert faults.freeze_service(0, 0.1)(stage).unproven == ["nothing was executing on service a"]


def test_killing_the_scripted_service_is_proven_by_its_successor(stage: Stage, tmp_path: Path) -> None:
    line = {"event": "start", "run": "run", "attempt": 1, "instance": "a", "nonce": 1, "time": 1.0, "parameters": "{}"}
    (tmp_path / "log").write_text(json.dumps({**line, "pid": stage.services[0].pid}) + "\n")
    injection = faults.kill_service(0)(stage)
    assert injection.unproven == []
    assert wait_until(lambda: len(stage.services[0].outages()) == 1, 5)
    assert injection.end > injection.begin


def test_a_signal_for_a_part_that_is_not_ready_hits_nobody() -> None:
    words = "import signal; from signalbox_faults import processes; processes.send(0, signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", words], start_new_session=True, check=False).returncode == 0
