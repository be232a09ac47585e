"""Suggest at the gRPC edge: refusals as status codes, the caller's deadline, stories that are larger than other messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from signalbox_ml import Integer, InvalidRequest, Number, ProposingAlgorithm, Refused
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.parameters import resolve_values
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer

LARGE = 32 * 1024 * 1024
DECLARED = {
    "trees": Integer(title="Trees", description="How many.", default=10, minimum=1, maximum=100),
    "rate": Number(title="Rate", description="How fast.", default=0.5, minimum=0.0, maximum=1.0),
}


class Echo(ProposingAlgorithm):
    name = "echo"
    title = "Echo"
    description = "Proposes what it was told."


class EchoSuggester:
    """Answers with the definition, or raises what it names."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.warm = threading.Event()

    def suggest(self, request: pb.SuggestRequest, seconds: float) -> pb.SuggestResponse:
        self.seconds.append(seconds)
        if request.definition_json == "bad":
            raise InvalidRequest("parameters[0].low: is missing")
        if request.definition_json in ("FAILED_PRECONDITION", "UNAVAILABLE", "INTERNAL"):
            raise Refused(request.definition_json, "Not now.")
        return pb.SuggestResponse(proposed_json=[request.definition_json], known=len(request.told))

    def warm_up(self) -> None:
        self.warm.set()


@pytest.fixture
def echo(tmp_path: Path, objects: FolderObjectServer) -> Iterator[tuple[EchoSuggester, FakeOrchestrator]]:
    suggester = EchoSuggester()
    settings = Settings(grpc_port=0, work_dir=tmp_path / "echo", log_level="warn")
    service = Service("echo", "0", [Echo], settings, suggester=suggester)
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield suggester, client
    client.close()
    service.close(0)


Answering = tuple[EchoSuggester, FakeOrchestrator]


def test_the_deadline_of_the_caller_reaches_the_suggester(echo: Answering) -> None:
    suggester, client = echo
    answer = client.stub.Suggest(pb.SuggestRequest(definition_json="{}"), timeout=30)
    assert list(answer.proposed_json) == ["{}"]
    client.stub.Suggest(pb.SuggestRequest(definition_json="{}"))
    # What is left may be told a little longer than it was given: gRPC rounds it on the way.
    assert 10 < suggester.seconds[0] <= 31
    assert suggester.seconds[1] == 10.0
    assert suggester.warm.wait(30)


@pytest.mark.parametrize(
    ("definition", "code", "message"),
    [
        ("bad", grpc.StatusCode.INVALID_ARGUMENT, "parameters[0].low: is missing"),
        ("FAILED_PRECONDITION", grpc.StatusCode.FAILED_PRECONDITION, "Not now."),
        ("UNAVAILABLE", grpc.StatusCode.UNAVAILABLE, "Not now."),
        ("INTERNAL", grpc.StatusCode.INTERNAL, "Not now."),
    ],
)
def test_a_refusal_is_a_status_code(echo: Answering, definition: str, code: Any, message: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        echo[1].stub.Suggest(pb.SuggestRequest(definition_json=definition), timeout=10)
    assert (caught.value.code(), caught.value.details()) == (code, message)


def test_a_story_may_be_larger_than_other_messages(
    echo: Answering, small_service: Callable[..., tuple[Service, FakeOrchestrator]]
) -> None:
    told = pb.TrialTold(begun=pb.TrialBegun(parameters_json="x" * LARGE))
    request = pb.SuggestRequest(definition_json="{}", told=[told])
    assert echo[1].stub.Suggest(request, timeout=30).known == 1
    # A service that proposes nothing does not read so much.
    with pytest.raises(grpc.RpcError) as caught:
        small_service()[1].stub.Suggest(request, timeout=30)
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_what_proposes_is_described_and_not_executed(echo: Answering) -> None:
    [described] = echo[1].stub.Describe(pb.DescribeRequest()).algorithms
    assert (list(described.kinds), list(described.tasks)) == (["study"], [])
    code, message = echo[1].start(pb.RunSpec(kind="study", algorithm="echo")).refusal()
    assert (code, message) == (grpc.StatusCode.INVALID_ARGUMENT, "kind: echo does not serve 'study'")


def test_values_of_an_object_are_named_where_they_stand() -> None:
    assert resolve_values(DECLARED, {"trees": 3}, "sampler.parameters.") == {"trees": 3, "rate": 0.5}
    for given, message in (
        ({"trees": 0}, "sampler.parameters.trees: must be from 1 to 100"),
        ({"x": 1}, "sampler.parameters.x: the algorithm has no such parameter"),
    ):
        with pytest.raises(InvalidRequest) as caught:
            resolve_values(DECLARED, given, "sampler.parameters.")
        assert str(caught.value) == message
