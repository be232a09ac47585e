"""Begins the process of one solve. TASK: file of the task; DESCRIPTOR: where answers go; PARENT: the conductor's process id."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import traceback
from pathlib import Path

from signalbox_ml.lifeline import die_with_parent

from signalbox_solving.engine.channel import Channel, Control, EngineFailure
from signalbox_solving.task import EXIT_MEMORY, Task

# How Python says that there is no memory for the stack of a thread.
_NO_THREAD = "can't start new thread"


def main(arguments: list[str]) -> int:
    task_path, descriptor, parent = arguments
    die_with_parent(int(parent))
    # The conductor decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    task = Task.read(Path(task_path))
    channel = Channel(int(descriptor))
    control = Control(sys.stdin.fileno())
    try:
        if task.solver == "highs":
            from signalbox_solving.engine import highs

            highs.solve(task, channel, control)
        else:
            from signalbox_solving.engine import cp_sat

            cp_sat.solve(task, channel, control)
    except EngineFailure as failure:
        channel.send("failure", code=failure.code, message=str(failure))
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever it is goes to the log of the run
        if _is_of_memory(error) or (task.memory_limit_mb > 0 and _NO_THREAD in str(error)):
            os._exit(EXIT_MEMORY)
        with contextlib.suppress(MemoryError):
            traceback.print_exc()
            sys.stderr.flush()
        return 1
    return 0


def _is_of_memory(error: BaseException) -> bool:
    """Whether an allocation that failed is at its root: bindings make errors of their own of it."""
    cause = error.__cause__
    return cause is not None and (isinstance(cause, MemoryError) or _is_of_memory(cause))


if __name__ == "__main__":
    # Threads and destructors of a solver must not hold up the end.
    os._exit(main(sys.argv[1:]))
