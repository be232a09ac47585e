"""What an ML service of Signalbox is built on: subclass `Algorithm`, call `serve`.

Nothing here imports gRPC until a server is started, because the child processes of runs never need it.
"""

from signalbox_ml.algorithm import (
    OUTCOMES,
    Algorithm,
    Metric,
    ProposingAlgorithm,
    Result,
    Role,
    SolveAlgorithm,
    StoredModel,
    discover,
)
from signalbox_ml.context import RunContext
from signalbox_ml.dataset import ColumnType, Dataset, Validation
from signalbox_ml.errors import InfrastructureError, InvalidRequest, ProgramError, Refused, RunStopped
from signalbox_ml.instance import Instance
from signalbox_ml.parameters import Boolean, Choice, Integer, JsonText, Number, Parameter
from signalbox_ml.settings import Settings

__all__ = [
    "OUTCOMES",
    "Algorithm",
    "Boolean",
    "Choice",
    "ColumnType",
    "Dataset",
    "InfrastructureError",
    "Instance",
    "Integer",
    "InvalidRequest",
    "JsonText",
    "Metric",
    "Number",
    "Parameter",
    "ProgramError",
    "ProposingAlgorithm",
    "Refused",
    "Result",
    "Role",
    "RunContext",
    "RunStopped",
    "Settings",
    "SolveAlgorithm",
    "StoredModel",
    "Validation",
    "discover",
]
