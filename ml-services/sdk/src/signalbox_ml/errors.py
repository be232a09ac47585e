"""How a run ends badly, told apart by whose fault it is."""

from __future__ import annotations


class ProgramError(Exception):
    """A bad input or an error in user code. Never retried.

    `code` is stable and short (`target.one_class`); the message is a plain sentence for the user.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InfrastructureError(Exception):
    """A machine, a network or a store failed. The orchestrator tries the run again."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class RunStopped(Exception):
    """A graceful cancel arrived before anything usable existed."""


class InvalidRequest(ValueError):
    """A request that the contract does not allow; the message names the field."""


class Refused(Exception):
    """A call that is not possible now. `code` is the name of a gRPC status code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
