"""What a service says of itself, and how its process begins and ends."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from processes import is_gone, pid_of, wait_until
from signalbox_ml import logs
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings, SettingsError
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer
from signalbox_ml.testing.trace_receiver import ReceivedSpan, TraceReceiver, as_json, as_tree

MakeSpec = Callable[..., pb.RunSpec]
MakeService = Callable[..., tuple[Service, FakeOrchestrator]]
HERE = Path(__file__).parent


def test_describe_shows_every_algorithm(orchestrator: FakeOrchestrator) -> None:
    described = orchestrator.stub.Describe(pb.DescribeRequest())
    assert (described.service, described.version, described.slots) == ("sample", "1.2.3", 4)
    assert described.instance_id
    steps = next(algorithm for algorithm in described.algorithms if algorithm.name == "steps")
    assert list(steps.kinds) == ["training"]
    schema = json.loads(steps.parameters_schema_json)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["rate"] == {
        "title": "Rate",
        "description": "Unused.",
        "type": "number",
        "default": 0.1,
        "minimum": 0.001,
        "maximum": 1,
        "x-log": True,
        "x-unit": "1/s",
    }
    assert schema["properties"]["wait"]["enum"] == ["no", "stop", "forever"]
    assert schema["properties"]["wait"]["x-advanced"] is True
    loss = next(metric for metric in steps.metrics if metric.key == "loss")
    assert (loss.role, loss.maximize, loss.step_unit) == (pb.METRIC_ROLE_LOSS, False, "iteration")


@pytest.mark.parametrize(
    ("call", "request_message"),
    [("Suggest", pb.SuggestRequest()), ("Predict", pb.PredictRequest())],
)
def test_what_is_not_provided_is_unimplemented(
    orchestrator: FakeOrchestrator, call: str, request_message: object
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        getattr(orchestrator.stub, call)(request_message)
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_health_over_grpc(orchestrator: FakeOrchestrator) -> None:
    stub = health_pb2_grpc.HealthStub(orchestrator.channel)
    for name in ("", "signalbox.ml.v1.MlService"):
        assert stub.Check(health_pb2.HealthCheckRequest(service=name)).status == health_pb2.HealthCheckResponse.SERVING


def fetch(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_management_port_has_health_and_metrics(small_service: MakeService, spec: MakeSpec, free_port: int) -> None:
    running, client = small_service(management_port=free_port)
    client.start(spec()).result()
    wait_until(
        lambda: 'attempts_ended_total{algorithm="steps",outcome="finished"} 1.0' in fetch(free_port, "/metrics")[1]
    )
    assert fetch(free_port, "/health/live")[0] == 200
    assert fetch(free_port, "/health/ready")[0] == 200
    running.registry.begin_draining()
    assert fetch(free_port, "/health/ready")[0] == 503
    assert fetch(free_port, "/nothing")[0] == 404


def test_what_has_not_happened_is_counted_too(small_service: MakeService, free_port: int) -> None:
    small_service(management_port=free_port)
    metrics = fetch(free_port, "/metrics")[1]
    for line in (
        'signalbox_ml_attempts_started_total{algorithm="steps"} 0.0',
        'signalbox_ml_attempts_ended_total{algorithm="steps",outcome="failed"} 0.0',
        'signalbox_ml_predict_seconds_count{outcome="error"} 0.0',
        'signalbox_ml_suggest_seconds_count{outcome="unavailable"} 0.0',
    ):
        assert line in metrics


@pytest.fixture
def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServiceProcess:
    """A service in a process of its own, as the launcher starts it."""

    def __init__(self, work_dir: Path, **environment: str) -> None:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "import sample_algorithms\n"
            "from signalbox_ml.server import serve\n"
            "sys.exit(serve('sample', sample_algorithms.ALL))\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(HERE)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                "PATH": "/usr/bin:/bin",
                "SIGNALBOX_GRPC_PORT": "0",
                "SIGNALBOX_WORK_DIR": str(work_dir),
                "SIGNALBOX_EXIT_WITH_PARENT": "1",
                **environment,
            },
        )
        self.lines: list[dict[str, object]] = []
        self._changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(json.loads(line))
                self._changed.notify_all()

    def line(self, message: str) -> dict[str, object]:
        def found() -> dict[str, object] | None:
            return next((line for line in self.lines if message in str(line["message"])), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, 20), self.lines
            made = found()
        assert made is not None
        return made


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[ServiceProcess]:
    started = ServiceProcess(tmp_path)
    yield started
    with contextlib.suppress(ProcessLookupError):
        started.process.kill()
    started.process.wait(10)


@pytest.mark.parametrize("how", ["end of input", "kill -9"])
def test_no_process_outlives_the_service(
    own_process: ServiceProcess, objects: FolderObjectServer, spec: MakeSpec, how: str
) -> None:
    client = FakeOrchestrator(f"127.0.0.1:{own_process.line('ready')['grpc_port']}", objects)
    session = client.start(spec(parameters='{"wait": "forever"}'))
    pid = pid_of(session)
    if how == "kill -9":
        own_process.process.kill()
    else:
        assert own_process.process.stdin is not None
        own_process.process.stdin.close()
    own_process.process.wait(10)
    wait_until(lambda: is_gone(pid))
    client.close()


def test_sigterm_drains_and_logs_carry_the_trace_id(
    own_process: ServiceProcess, objects: FolderObjectServer, spec: MakeSpec
) -> None:
    client = FakeOrchestrator(f"127.0.0.1:{own_process.line('ready')['grpc_port']}", objects)
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
    failed = client.start(spec("broken"), metadata=headers)
    failed.result()
    from_server = own_process.line("stream attached")
    assert (from_server["trace_id"], from_server["run_id"]) == (trace, failed.run_id)
    at_the_end = own_process.line("attempt ended")
    assert (at_the_end["trace_id"], at_the_end["run_id"]) == (trace, failed.run_id)
    assert {line["part"] for line in own_process.lines} == {"sample"}
    session = client.start(spec(parameters='{"wait": "stop"}'))
    session.wait_for_event("started")
    own_process.process.terminate()
    own_process.line("stopping")
    session.cancel()
    assert session.result().finished.stopped_early
    assert own_process.process.wait(15) == 0
    client.close()


def test_every_hop_of_an_attempt_is_a_span_under_the_callers(
    tmp_path: Path, objects: FolderObjectServer, spec: MakeSpec
) -> None:
    receiver = TraceReceiver()
    started = ServiceProcess(tmp_path, SIGNALBOX_OTLP_ENDPOINT=receiver.endpoint)
    client = FakeOrchestrator(f"127.0.0.1:{started.line('ready')['grpc_port']}", objects)
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    session = client.start(
        spec(parameters='{"uploads": 1}'), metadata={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    )
    assert session.result().HasField("finished")
    started.process.terminate()
    assert started.process.wait(15) == 0
    spans = {span.name: span for span in receiver.wait_for(trace, lambda came: "attempt training" in names(came))}
    chain = {
        "signalbox.ml.v1.MlService/Run": "",
        "attempt training": "signalbox.ml.v1.MlService/Run",
        "download dataset": "attempt training",
        "GET": "download dataset",
        "train": "attempt training",
        "upload artifact": "train",
        "PUT": "upload artifact",
    }
    assert set(spans) == set(chain)
    for name, parent in chain.items():
        assert spans[name].parent_id == (spans[parent].span_id if parent else "00f067aa0ba902b7"), name
        assert (spans[name].service, spans[name].failed) == ("sample", False)
    call = spans["signalbox.ml.v1.MlService/Run"]
    assert call.kind == "server"
    assert call.attributes == {
        "rpc.system": "grpc",
        "rpc.service": "signalbox.ml.v1.MlService",
        "rpc.method": "Run",
        "signalbox.run.id": session.run_id,
        "signalbox.attempt": 1,
        "rpc.grpc.status_code": 0,
    }
    assert spans["attempt training"].attributes["signalbox.outcome"] == "finished"
    assert list(spans["attempt training"].events) == ["phase", "phase"]
    assert spans["PUT"].attributes["http.response.status_code"] == 200
    # Neither a signed URL nor a parameter is in any attribute.
    told = json.dumps([dict(span.attributes) for span in spans.values()])
    assert "http" not in told.replace("http.re", "") and "uploads" not in told
    receiver.close()
    client.close()


def test_a_failure_is_told_without_its_words(tmp_path: Path, objects: FolderObjectServer, spec: MakeSpec) -> None:
    receiver = TraceReceiver()
    started = ServiceProcess(tmp_path, SIGNALBOX_OTLP_ENDPOINT=receiver.endpoint)
    client = FakeOrchestrator(f"127.0.0.1:{started.line('ready')['grpc_port']}", objects)
    trace = "0af7651916cd43dd8448eb211c80319c"
    session = client.start(spec("broken"), metadata={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    failure = session.result().failed
    started.process.terminate()
    assert started.process.wait(15) == 0
    spans = {span.name: span for span in receiver.wait_for(trace, lambda came: "attempt training" in names(came))}
    assert spans["train"].failed
    assert spans["train"].attributes["error.type"] == failure.exception_type
    assert failure.message not in as_json(list(spans.values()))
    receiver.close()
    client.close()


def names(spans: Sequence[ReceivedSpan]) -> set[str]:
    return {span.name for span in spans}


def test_a_trace_is_shown_as_a_tree() -> None:
    def span(span_id: str, parent_id: str, name: str, start: int, end: int, failed: bool = False) -> ReceivedSpan:
        return ReceivedSpan(
            "t1", span_id, parent_id, name, "internal", "backend", start * 1_000_000, end * 1_000_000, failed, {}, ()
        )

    spans = [span("c", "b", "late", 7, 9, True), span("b", "a", "call", 2, 10), span("a", "browser", "POST", 1, 5)]
    assert as_tree(spans) == (
        "trace t1, 3 spans\n"
        " since ms   took ms  part          what\n"
        "      0.0       4.0  backend       POST\n"
        "      1.0       8.0  backend         call\n"
        "      6.0       2.0  backend           late  (failed)\n"
    )
    assert as_tree([]) == "no spans\n"


def test_traces_are_read_over_http() -> None:
    receiver = TraceReceiver()

    def get(path: str) -> str:
        with urllib.request.urlopen(receiver.endpoint + path) as answer:
            return str(answer.read().decode())

    receiver.take([ReceivedSpan("t1", "a", "", "POST", "server", "backend", 0, 1, False, {"k": 1}, ())])
    assert get("/traces") == "t1      1  POST\n"
    assert "trace t1, 1 spans" in get("/traces/t1.txt")
    assert json.loads(get("/traces/t1"))[0]["attributes"] == {"k": 1}
    with pytest.raises(urllib.error.HTTPError) as missing:
        get("/traces/t2")
    assert missing.value.code == 404
    receiver.close()


def test_log_lines_have_the_fields_of_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    try:
        logs.configure("info", part="sample")
        try:
            raise ValueError("?X-Amz-Signature=0123abcd&x=1")
        except ValueError:
            logging.getLogger("signalbox_ml.test").warning(
                "as Bearer eyJhbGciOi.J9\nnext", exc_info=True, extra={"fields": {"run_id": "r"}}
            )
        (text,) = capsys.readouterr().err.splitlines()
    finally:
        root.handlers[:], level, sys.excepthook, threading.excepthook = before
        root.setLevel(level)
        logging.captureWarnings(False)
    line = json.loads(text)
    assert list(line) == ["time", "level", "logger", "message", "part", "thread", "run_id", "exception"]
    assert datetime.fromisoformat(line["time"]).tzinfo is not None
    assert (line["level"], line["part"]) == ("warn", "sample")
    assert line["message"] == "as Bearer …\nnext"
    assert line["exception"].endswith("ValueError: ?X-Amz-Signature=…&x=1")


def test_settings_have_their_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.slots, settings.management_port) == ("127.0.0.1", 2, 0)
    assert settings.heartbeat_seconds <= 5
    assert not settings.exit_with_parent


def test_settings_report_every_problem_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    wrong = {
        "SIGNALBOX_SLOTS": "0",
        "SIGNALBOX_GRPC_PORT": "x",
        "SIGNALBOX_LOG_LEVEL": "loud",
        "SIGNALBOX_S3_CA": str(empty),
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(wrong)
    for name in wrong:
        assert name in str(caught.value)
    with pytest.raises(SettingsError, match="SIGNALBOX_S3_CA must be a file with certificates"):
        Settings.from_environment({"SIGNALBOX_S3_CA": str(tmp_path / "nowhere.pem")})


def test_an_authority_of_ones_own_comes_from_the_environment(
    objects_over_tls: tuple[FolderObjectServer, Path],
) -> None:
    _, authority = objects_over_tls
    assert Settings.from_environment({"SIGNALBOX_S3_CA": f" {authority} "}).s3_ca == authority
