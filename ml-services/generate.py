"""Generates Python stubs from the contracts: those of `signalbox_ml`, or those of another package.

    python generate.py [PACKAGE FOLDER PROTO…]

PACKAGE is the name under which the stubs import each other, FOLDER where they go, PROTO paths below `contracts/proto`. Runs
inside a virtual environment with grpcio-tools. The generated folder is replaced as a whole, so a message that left a
contract leaves the stubs as well.
"""

from __future__ import annotations

import importlib.resources
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROTO_ROOT = HERE.parent / "contracts" / "proto"
PACKAGE = "signalbox_ml._generated"
OUTPUT = HERE / "sdk" / "src" / "signalbox_ml" / "_generated"
SOURCES = ("signalbox/ml/v1/ml_service.proto",)


def generate(package: str, output: Path, sources: Sequence[str]) -> int:
    """Replaces `output` by the stubs of `sources`; returns protoc's exit code, and leaves `output` alone unless it is 0."""
    from grpc_tools import protoc

    well_known = str(importlib.resources.files("grpc_tools").joinpath("_proto"))
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as scratch:
        for source in sources:
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
            # protoc writes imports that are absolute from the proto root; the stubs live inside a package of ours.
            text = re.sub(r"^from signalbox\.\w+\.v1 import", f"from {package} import", text, flags=re.MULTILINE)
            (fresh / made.name).write_text(text, encoding="utf-8")
        shutil.rmtree(output, ignore_errors=True)
        shutil.move(str(fresh), str(output))
    return 0


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        return generate(PACKAGE, OUTPUT, SOURCES)
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    package, output, *sources = arguments
    return generate(package, Path(output).resolve(), sources)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
