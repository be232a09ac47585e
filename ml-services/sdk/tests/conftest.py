from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_algorithms
import trustme
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer

MakeSpec = Callable[..., pb.RunSpec]


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderObjectServer]:
    server = FolderObjectServer(tmp_path_factory.mktemp("objects"))
    yield server
    server.close()


@pytest.fixture
def objects_over_tls(tmp_path: Path) -> Iterator[tuple[FolderObjectServer, Path]]:
    """An object store with a certificate by an authority of its own, and that authority's file."""
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    server = FolderObjectServer(tmp_path / "objects", tls)
    yield server, file
    server.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(
        grpc_port=0, slots=4, work_dir=tmp_path_factory.mktemp("work"), heartbeat_seconds=0.2, log_level="warn"
    )
    running = Service("sample", "1.2.3", sample_algorithms.ALL, settings)
    yield running
    running.close(0)


@pytest.fixture(scope="session")
def orchestrator(service: Service, objects: FolderObjectServer) -> Iterator[FakeOrchestrator]:
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield client
    client.close()


@pytest.fixture
def spec(orchestrator: FakeOrchestrator) -> MakeSpec:
    return make_spec(orchestrator)


def make_spec(orchestrator: FakeOrchestrator) -> MakeSpec:
    def make(algorithm: str = "steps", parameters: str = "{}", **fields: object) -> pb.RunSpec:
        dataset = orchestrator.dataset(b"a,b\n1,2\n3,4\n", {"a": "integer", "b": "integer"})
        return pb.RunSpec(
            **{  # type: ignore[arg-type]
                "kind": "training",
                "algorithm": algorithm,
                "task": "regression",
                "parameters_json": parameters,
                "target": "b",
                "dataset": dataset,
                **fields,
            }
        )

    return make


@pytest.fixture
def small_service(
    tmp_path: Path, objects: FolderObjectServer
) -> Iterator[Callable[..., tuple[Service, FakeOrchestrator]]]:
    """A service of one's own, for tests that fill or stop it."""
    closing: list[Callable[[], None]] = []

    def make(**settings: object) -> tuple[Service, FakeOrchestrator]:
        made = Settings(
            **{"grpc_port": 0, "slots": 1, "work_dir": tmp_path, "heartbeat_seconds": 0.2, **settings}  # type: ignore[arg-type]
        )
        running = Service("small", "1", sample_algorithms.ALL, made)
        client = FakeOrchestrator(f"127.0.0.1:{running.port}", objects)
        closing.extend((client.close, lambda: running.close(0)))
        return running, client

    yield make
    for close in closing:
        close()
