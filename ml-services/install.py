"""Makes `ml-services/.venv`: pinned requirements, the workspace's packages, the generated stubs.

Needs nothing but Python 3.11 or newer. A second run finds its stamp and does nothing. `--dev` adds the tools of the tests, `--gp`
PyTorch, without which the service `tuning` offers no Gaussian process. What was added once stays.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "signalbox.stamp"
STUBS = HERE / "sdk" / "src" / "signalbox_ml" / "_generated" / "ml_service_pb2.py"
PACKAGES = ("sdk", "tabular", "solving", "tuning")
EXTRAS = ("dev", "gp")
INPUTS = (
    HERE / "install.py",
    HERE / "generate.py",
    HERE / "constraints.txt",
    HERE / "requirements.txt",
    *(HERE / f"requirements-{extra}.txt" for extra in EXTRAS),
    *(HERE / package / "pyproject.toml" for package in PACKAGES),
    HERE.parent / "contracts" / "proto" / "signalbox" / "ml" / "v1" / "ml_service.proto",
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--dev", action="store_true", help="also install what the tests need")
    arguments.add_argument(
        "--gp", action="store_true", help="also install PyTorch, for studies with a Gaussian process"
    )
    arguments.add_argument("--verbose", action="store_true", help="show what pip does")
    options = arguments.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever python3 is may have started this
        return _refuse("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")
    wanted = _fingerprint()
    have = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    complete = bool(have) and have[0] == wanted and PYTHON.exists() and STUBS.exists()
    extras = [extra for extra in EXTRAS if getattr(options, extra) or extra in have]
    if complete and all(extra in have for extra in extras):
        return 0
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError:
        return _refuse("LightGBM needs the system library libgomp.so.1 (Debian and Ubuntu: apt-get install libgomp1).")
    # Left by a version that is gone: a stub or an interpreter that no longer fits must not survive.
    if VENV.exists() and (not PYTHON.exists() or not _runs()):
        shutil.rmtree(VENV)
    STAMP.unlink(missing_ok=True)
    if not VENV.exists():
        _run([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    pip += [] if options.verbose else ["--quiet"]
    constraints = ["-c", str(HERE / "constraints.txt")]
    files = ["requirements.txt", *(f"requirements-{extra}.txt" for extra in extras)]
    _run([*pip, *constraints, *(part for name in files for part in ("-r", str(HERE / name)))])
    packages = [part for name in PACKAGES for part in ("-e", str(HERE / name))]
    _run([*pip, "--no-deps", "--no-build-isolation", *packages])
    _run([str(PYTHON), str(HERE / "generate.py")])
    STAMP.write_text(" ".join([wanted, *extras]) + "\n", encoding="utf-8")
    return 0


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]} {HERE}".encode())
    for path in INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _runs() -> bool:
    version = "import pip, sys; sys.exit(sys.version_info[:2] != " + repr(tuple(sys.version_info[:2])) + ")"
    return subprocess.run([str(PYTHON), "-c", version], check=False).returncode == 0


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PIP_NO_WARN_SCRIPT_LOCATION": "1"}
    if subprocess.run(command, env=environment, check=False, stdin=subprocess.DEVNULL).returncode != 0:
        raise SystemExit(f"install.py: this failed: {' '.join(command)}")


def _refuse(reason: str) -> int:
    print(f"install.py: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
