"""An ML service on the real SDK whose runs write lines of every kind, and keep a copy of what they wrote.

Runs in the environment of `ml-services`. Each run appends to `<folder>/<number>.stdout`, `.stderr` and `.log` exactly what the
stored streams must hold, before it writes it.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from signalbox_ml import Algorithm, Dataset, Integer, Result, RunContext

WORDS = (
    "epoch",
    "loss=0.2140",
    "größe",
    "→",
    "🚂",
    "\x1b[31mred\x1b[0m",
    "<b>&amp;</b>",
    "\ttab",
    "step",
    "ok",
    "\u202eabc",
)
LINES_PER_PAUSE = 50


class Chatter(Algorithm):
    name = "chatter"
    title = "Chatter"
    description = "Writes lines and keeps a copy."
    tasks = ("classification",)
    parameters = {  # noqa: RUF012 - the base class declares it as ClassVar
        "lines": Integer(title="Lines", description="How many.", default=1000, minimum=1, maximum=10_000_000),
        "number": Integer(title="Number", description="Names its files.", default=0, minimum=0, maximum=10_000),
        "seed": Integer(title="Seed", description="Of the texts.", default=0, minimum=0, maximum=2**31 - 1),
        "rate": Integer(title="Rate", description="Lines a second.", default=1000, minimum=1, maximum=1_000_000),
    }

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        rng = random.Random(f"{parameters['seed']}/{parameters['number']}")
        lines, rate = parameters["lines"], parameters["rate"]
        stem = Path(os.environ["CHATTER_DIR"]) / str(parameters["number"])
        log = logging.getLogger("chatter")
        began = time.monotonic()
        with (
            stem.with_suffix(".stdout").open("wb") as out,
            stem.with_suffix(".stderr").open("wb") as err,
            stem.with_suffix(".log").open("wb") as records,
        ):
            for number in range(1, lines + 1):
                text = _text(rng, number)
                if number % 20 == 0:
                    message = text.decode(errors="replace").replace("\0", "") + "\n  second line"
                    records.write(message.encode() + b"\n")
                    log.log(rng.choice((logging.INFO, logging.WARNING, logging.ERROR)), "%s", message)
                elif number % 33 == 0:
                    err.write(text + b"\n")
                    sys.stderr.buffer.write(text + b"\n")
                    sys.stderr.buffer.flush()
                else:
                    out.write(text + b"\n")
                    sys.stdout.buffer.write(text + b"\n")
                    sys.stdout.buffer.flush()
                if number % LINES_PER_PAUSE == 0:
                    context.progress(number / lines, number, lines, "line", "writing")
                    time.sleep(max(0.0, began + number / rate - time.monotonic()))
                    if context.should_stop():
                        break
        return Result({"lines": float(lines)})


def _text(rng: random.Random, number: int) -> bytes:
    draw = rng.random()
    text = f"{number} {rng.getrandbits(64):016x} "
    if draw < 0.001:
        return (text + "long " * 4000).encode()
    if draw < 0.004:
        return text.encode() + bytes(each for each in rng.randbytes(40) if each not in (10, 13)) + b"\0"
    if draw < 0.01:
        return text.encode() + b"\r"
    return (text + " ".join(rng.choices(WORDS, k=rng.randrange(1, 12)))).encode()


if __name__ == "__main__":
    from signalbox_ml.server import serve

    raise SystemExit(serve("chatter", [Chatter]))
