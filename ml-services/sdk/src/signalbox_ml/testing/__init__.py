"""For tests of ML services: an object store in a folder, and an orchestrator's side of the contract."""

from signalbox_ml.testing.folder_object_server import FolderObjectServer
from signalbox_ml.testing.local_run import LocalRun
from signalbox_ml.testing.log_receiver import LogReceiver, ReceivedLine
from signalbox_ml.testing.orchestrator import FakeOrchestrator, RunSession

__all__ = ["FakeOrchestrator", "FolderObjectServer", "LocalRun", "LogReceiver", "ReceivedLine", "RunSession"]
