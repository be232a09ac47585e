"""Generates the stubs of the two contracts that the fault tests speak: gRPC with the orchestrator, and Kafka statuses.

The generated folder is replaced as a whole, so a message that left a contract leaves the stubs as well.
"""

from __future__ import annotations

import importlib.resources
import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROTO_ROOT = HERE.parent.parent / "contracts" / "proto"
OUTPUT = HERE / "signalbox_faults" / "_generated"
SOURCES = ("signalbox/ml/v1/ml_service.proto", "signalbox/events/v1/events.proto")


def main() -> int:
    from grpc_tools import protoc

    well_known = str(importlib.resources.files("grpc_tools").joinpath("_proto"))
    with tempfile.TemporaryDirectory(dir=OUTPUT.parent) as scratch:
        for source in SOURCES:
            code = protoc.main(
                [
                    "protoc",
                    f"-I{PROTO_ROOT}",
                    f"-I{well_known}",
                    f"--python_out={scratch}",
                    f"--pyi_out={scratch}",
                    f"--grpc_python_out={scratch}",
                    str(PROTO_ROOT / source),
                ]
            )
            if code != 0:
                print(f"generate.py: protoc refused {source}", file=sys.stderr)
                return int(code)
        fresh = Path(scratch) / "_generated"
        fresh.mkdir()
        (fresh / "__init__.py").write_text('"""Generated from contracts/proto by generate.py."""\n', encoding="utf-8")
        for made in Path(scratch).glob("signalbox/*/v1/*"):
            text = made.read_text(encoding="utf-8")
            # protoc writes imports that are absolute from the proto root; the stubs live inside our package.
            text = re.sub(
                r"^from signalbox\.\w+\.v1 import",
                "from signalbox_faults._generated import",
                text,
                flags=re.MULTILINE,
            )
            (fresh / made.name).write_text(text, encoding="utf-8")
        shutil.rmtree(OUTPUT, ignore_errors=True)
        shutil.move(str(fresh), str(OUTPUT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
