"""The whole service over gRPC: what it offers, and that it takes the largest story."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import grpc
import pytest
from signalbox_ml import discover
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer
from signalbox_tuning import algorithms
from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Methods, Sampler, offered
from studies import METHODS, MIXED, definition, loss, suggester

SAMPLERS = ["cma_es", "grid", "nsga_ii", "qmc", "random", "tpe"]
PRUNERS = ["hyperband", "median", "percentile", "successive_halving", "wilcoxon"]
LOADED = """
import json, sys
import signalbox_tuning.suggester
from signalbox_ml import discover
from signalbox_ml.parameters import json_schema
from signalbox_tuning import algorithms
from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Methods, offered
found = offered(discover(algorithms))
schemas = [json_schema(each.parameters) for each in found]
signalbox_tuning.suggester.TuningSuggester(Methods.of(found))
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.fixture(scope="module")
def orchestrator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeOrchestrator]:
    objects = FolderObjectServer(tmp_path_factory.mktemp("objects"))
    settings = Settings(grpc_port=0, work_dir=tmp_path_factory.mktemp("work"), log_level="warn")
    found = [*METHODS.samplers.values(), *METHODS.pruners.values()]
    service = Service("tuning", "0", found, settings, suggester=suggester())
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield client
    client.close()
    service.close(0)
    objects.close()


def test_describe_offers_samplers_and_pruners(orchestrator: FakeOrchestrator) -> None:
    described = {each.name: each for each in orchestrator.stub.Describe(pb.DescribeRequest()).algorithms}
    assert sorted(set(described) - {"gp"}) == sorted([*SAMPLERS, *PRUNERS])
    for name, each in described.items():
        assert list(each.kinds) == (["pruner"] if name in PRUNERS else ["study"])
        assert list(each.tasks) == []
        assert each.description.endswith(".")
        schema = json.loads(each.parameters_schema_json)
        assert schema["type"] == "object"
        assert all("default" in field for field in schema["properties"].values())
    tpe = json.loads(described["tpe"].parameters_schema_json)["properties"]
    assert list(tpe) == ["multivariate", "group", "constant_liar", "n_startup_trials", "n_ei_candidates"]


def test_a_sampler_without_its_library_is_not_offered() -> None:
    found = discover(algorithms)

    class Nowhere(Sampler):
        name = "nowhere"
        needs = ("a_module_that_is_not_installed",)

        @classmethod
        def build(cls, definition: Definition) -> None:
            raise AssertionError("it is not offered")

    assert "gp" in {each.name for each in found}
    assert Nowhere not in offered([*found, Nowhere])
    assert "tpe" in Methods.of(offered(found)).samplers


def test_the_service_describes_itself_without_optuna() -> None:
    made = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=50)
    assert not {"optuna", "torch", "cmaes", "scipy", "sqlalchemy"} & set(json.loads(made.stdout))


def test_a_study_over_grpc(orchestrator: FakeOrchestrator) -> None:
    told: list[pb.TrialTold] = []
    known = 0
    values: list[float] = []
    for number in range(15):
        answer = orchestrator.stub.Suggest(
            pb.SuggestRequest(
                study_id="study",
                definition_json=json.dumps(definition(MIXED, "tpe")),
                count=1,
                known=known,
                told=told,
            ),
            timeout=10,
        )
        [text] = answer.proposed_json
        known = answer.known
        values.append(loss(json.loads(text)))
        ended = pb.TrialEnded(outcome=pb.TRIAL_OUTCOME_COMPLETED, values=[values[-1]])
        told = [
            pb.TrialTold(number=number, begun=pb.TrialBegun(parameters_json=text, proposed=True)),
            pb.TrialTold(number=number, ended=ended),
        ]
    assert known == 28
    assert min(values[10:]) < max(values[:10])


def code_of(orchestrator: FakeOrchestrator, request: pb.SuggestRequest) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as caught:
        orchestrator.stub.Suggest(request, timeout=20)
    return caught.value.code(), caught.value.details()


def test_refusals_are_status_codes(orchestrator: FakeOrchestrator) -> None:
    bad = definition(MIXED, "tpe", seed=-1)
    code, message = code_of(orchestrator, pb.SuggestRequest(study_id="bad", definition_json=json.dumps(bad)))
    assert (code, message) == (grpc.StatusCode.INVALID_ARGUMENT, "seed: must be from 0 to 2147483647")
    code, message = code_of(
        orchestrator, pb.SuggestRequest(study_id="new", definition_json=json.dumps(definition()), known=5)
    )
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert "from the start" in message


def test_the_story_of_ten_thousand_trials_arrives(orchestrator: FakeOrchestrator) -> None:
    long = json.dumps({f"parameter_{n}": 1.2345678901234567 / (n + 1) for n in range(60)})
    told = [pb.TrialTold(number=n, begun=pb.TrialBegun(parameters_json=long)) for n in range(10_000)]
    request = pb.SuggestRequest(study_id="long", definition_json=json.dumps(definition()), known=1, told=told)
    assert request.ByteSize() > 16 * 1024 * 1024
    # It was read to its end, and is no story that is known here.
    assert code_of(orchestrator, request)[0] == grpc.StatusCode.FAILED_PRECONDITION


def test_a_sampler_is_not_executed_as_a_run(orchestrator: FakeOrchestrator) -> None:
    spec = pb.RunSpec(kind="study", algorithm="tpe", parameters_json="{}")
    code, message = orchestrator.start(spec).refusal()
    assert (code, message) == (grpc.StatusCode.INVALID_ARGUMENT, "kind: tpe does not serve 'study'")
