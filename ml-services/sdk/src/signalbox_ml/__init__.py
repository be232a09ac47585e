"""What an ML service of Signalbox is built on: subclass `Algorithm`, call `serve`.

Nothing here imports gRPC until a server is started, because the child processes of runs never need it.
"""

from signalbox_ml.algorithm import Algorithm, Metric, Result, Role, StoredModel, discover
from signalbox_ml.context import RunContext
from signalbox_ml.dataset import ColumnType, Dataset, Validation
from signalbox_ml.errors import InfrastructureError, InvalidRequest, ProgramError, RunStopped
from signalbox_ml.parameters import Boolean, Choice, Integer, Number, Parameter
from signalbox_ml.settings import Settings

__all__ = [
    "Algorithm",
    "Boolean",
    "Choice",
    "ColumnType",
    "Dataset",
    "InfrastructureError",
    "Integer",
    "InvalidRequest",
    "Metric",
    "Number",
    "Parameter",
    "ProgramError",
    "Result",
    "Role",
    "RunContext",
    "RunStopped",
    "Settings",
    "StoredModel",
    "Validation",
    "discover",
]
