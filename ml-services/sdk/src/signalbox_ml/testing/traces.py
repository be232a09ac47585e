"""A place for spans where no collector is: `python -m signalbox_ml.testing.traces --port 4318`, then read it with curl."""

from __future__ import annotations

import argparse
import signal
import threading

from signalbox_ml.testing.trace_receiver import TraceReceiver


def main() -> None:
    arguments = argparse.ArgumentParser(description="Keeps the newest traces in memory and shows them over HTTP.")
    arguments.add_argument("--port", type=int, default=4318, help="on the loopback (default 4318)")
    options = arguments.parse_args()
    receiver = TraceReceiver(options.port)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"SIGNALBOX_OTLP_ENDPOINT={receiver.endpoint}")
    print(f"{receiver.endpoint}/traces lists them, /traces/ID is JSON, /traces/ID.txt a tree", flush=True)
    stop.wait()
    receiver.close()


if __name__ == "__main__":
    main()
