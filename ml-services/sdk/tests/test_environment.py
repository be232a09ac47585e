"""What is known of the place where an attempt executes."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from signalbox_ml import environment
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.testing import FakeOrchestrator

MakeSpec = Callable[..., pb.RunSpec]
SCHEMA = Path(__file__).resolve().parents[3] / "contracts/environment.schema.json"


def repository(folder: Path) -> None:
    commands = (
        ["init", "-q", "-b", "trunk"],
        ["add", "."],
        ["-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first"],
    )
    for command in commands:
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


def test_every_attempt_tells_its_environment_once(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec())
    assert session.result().WhichOneof("event") == "finished"
    assert session.kinds()[:3] == ["accepted", "started", "environment_captured"]
    assert session.kinds().count("environment_captured") == 1
    found = json.loads(session.wait_for_event("environment_captured").environment_json)
    assert set(found) == set(json.loads(SCHEMA.read_text())["required"])
    assert found["python"]["version"] == platform.python_version()
    versions = {each["name"]: each["version"] for each in found["packages"]}
    assert versions["grpcio"] == importlib.metadata.version("grpcio")
    assert found["memoryBytes"] > 0
    assert found["cpu"]["threads"] >= 1


def test_code_of_a_repository_has_a_commit_and_says_when_it_was_changed(tmp_path: Path) -> None:
    code = tmp_path / "algorithm.py"
    code.write_text("one = 1\n")
    repository(tmp_path)
    clean = environment.capture("s", tmp_path)["git"]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert clean == {"commit": head.stdout.strip(), "branch": "trunk", "dirty": False}
    code.write_text("one = 2\n")
    assert environment.capture("s", tmp_path)["git"]["dirty"] is True


def test_installed_code_has_no_commit_even_inside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("installed/\n")
    repository(tmp_path)
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "algorithm.py").write_text("one = 1\n")
    assert environment.capture("s", tmp_path / "installed")["git"] is None


def test_what_cannot_be_found_out_is_null(tmp_path: Path) -> None:
    def nothing(command: Sequence[str], folder: Path) -> str | None:
        return None

    found = environment.capture("s", tmp_path, {"SIGNALBOX_IMAGE": " "}, nothing)
    assert (found["git"], found["image"], found["gpus"]) == (None, None, [])


def test_the_image_and_the_gpus_are_named(tmp_path: Path) -> None:
    def machine(command: Sequence[str], folder: Path) -> str | None:
        return "NVIDIA L4, 23034, 550.54\n" if command[0] == "nvidia-smi" else None

    found = environment.capture("s", tmp_path, {"SIGNALBOX_IMAGE": "registry/tabular:1.2"}, machine)
    assert found["image"] == "registry/tabular:1.2"
    assert found["gpus"] == [{"name": "NVIDIA L4", "memoryBytes": 23034 * 1024**2, "driver": "550.54"}]


def test_a_large_environment_loses_packages_and_says_how_many() -> None:
    many = [{"name": f"package-{number}" + "x" * 60, "version": "1"} for number in range(1000)]
    text = environment.to_json({"host": "h", "packages": many})
    found = json.loads(text)
    assert len(text.encode()) <= environment.MAX_BYTES
    assert found["packagesLeftOut"] + len(found["packages"]) == 1000
