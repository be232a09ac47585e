"""The stored model, format `signalbox-model-v1`: a zip of JSON and one estimator file."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from signalbox_ml import ProgramError

from signalbox_tabular import estimators
from signalbox_tabular.estimators import Estimator, UntrustedModel
from signalbox_tabular.preprocessing import Matrix, Preprocessor

FORMAT = "signalbox-model-v1"
FILE_NAME = "model.zip"
MANIFEST = "manifest.json"
PREPROCESSING = "preprocessing.json"
ENTRIES = frozenset({MANIFEST, PREPROCESSING, "estimator.txt", "estimator.skops"})
MAX_ENTRY_BYTES = 2 * 1024**3
MAX_JSON_BYTES = 64 * 1024**2
# Zip cannot store an earlier time; a fixed one makes equal models equal bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Model:
    """A model that can answer. Safe for many threads."""

    algorithm: str
    task: str
    target: str
    target_type: str
    classes: tuple[str, ...]
    preprocessor: Preprocessor
    estimator: Estimator
    signature: Mapping[str, Any]

    @property
    def inputs(self) -> dict[str, str]:
        """Name and declared type of each column it needs."""
        return dict(self.preprocessor.inputs)

    def scores(self, table: Any) -> Matrix:
        """Probabilities (classification) or values (regression) for a canonical table."""
        if table.num_rows == 0:
            return np.zeros((0, len(self.classes))) if self.classes else np.zeros(0)
        return self.estimator.predict(self.preprocessor.transform(table))

    def labels(self, scores: Matrix) -> list[Any]:
        """The answers in the type of the target."""
        if not self.classes:
            return [float(value) for value in scores]
        typed = [typed_label(label, self.target_type) for label in self.classes]
        return [typed[index] for index in np.argmax(scores, axis=1)]


def typed_label(label: str, target_type: str) -> Any:
    """A class in the type of the target column."""
    if target_type == "integer":
        return int(label)
    if target_type == "number":
        return float(label)
    if target_type == "boolean":
        return label == "true"
    return label


def pack(model: Model, path: Path, versions: Mapping[str, str]) -> None:
    """Writes the zip."""
    content = model.estimator.save()
    preprocessing = _dump(model.preprocessor.state)
    manifest = {
        "format": FORMAT,
        "algorithm": model.algorithm,
        "task": model.task,
        "target": model.target,
        "targetType": model.target_type,
        "classes": list(model.classes),
        "estimator": {"file": model.estimator.file_name, **model.estimator.details()},
        "signature": model.signature,
        "versions": dict(versions),
        "sha256": {
            PREPROCESSING: hashlib.sha256(preprocessing).hexdigest(),
            model.estimator.file_name: hashlib.sha256(content).hexdigest(),
        },
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            (MANIFEST, _dump(manifest)),
            (PREPROCESSING, preprocessing),
            (model.estimator.file_name, content),
        ):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode()


def load(path: Path) -> Model:
    """Reads a zip whose SHA-256 the caller has verified. ProgramError `model.invalid` for anything unexpected."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="signalbox-model-") as folder:
            _check_entries(archive)
            manifest = json.loads(_read_json(archive, MANIFEST))
            if manifest["format"] != FORMAT:
                raise _invalid(f"its format is {manifest['format']!r}")
            file_name = manifest["estimator"]["file"]
            if file_name not in ENTRIES - {MANIFEST, PREPROCESSING}:
                raise _invalid("its estimator is not a known file")
            preprocessing = _read_json(archive, PREPROCESSING)
            _check_hash(manifest, PREPROCESSING, hashlib.sha256(preprocessing).hexdigest())
            # The name is one of ours, checked above; a name from the zip never becomes a path.
            extracted = Path(folder) / file_name
            with archive.open(file_name) as source, extracted.open("wb") as sink:
                shutil.copyfileobj(source, sink, 1024 * 1024)
            with extracted.open("rb") as stored:
                _check_hash(manifest, file_name, hashlib.file_digest(stored, "sha256").hexdigest())
            estimator = estimators.load(manifest["estimator"], extracted)
            return Model(
                algorithm=manifest["algorithm"],
                task=manifest["task"],
                target=manifest["target"],
                target_type=manifest["targetType"],
                classes=tuple(manifest["classes"]),
                preprocessor=Preprocessor(json.loads(preprocessing)),
                estimator=estimator,
                signature=manifest["signature"],
            )
    except UntrustedModel as error:
        raise _invalid(str(error)) from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, io.UnsupportedOperation, NotImplementedError) as error:
        raise _invalid(f"{type(error).__name__} while reading it") from error


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) != len({entry.filename for entry in entries}) or len(entries) > len(ENTRIES):
        raise _invalid("it has too many entries")
    for entry in entries:
        if entry.filename not in ENTRIES:
            raise _invalid(f"it has the unexpected entry {entry.filename[:60]!r}")
        # zipfile stops reading at the announced size, so this bounds what is unpacked.
        if entry.file_size > (MAX_JSON_BYTES if entry.filename.endswith(".json") else MAX_ENTRY_BYTES):
            raise _invalid("an entry is too large")


def _read_json(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name)


def _check_hash(manifest: Mapping[str, Any], name: str, actual: str) -> None:
    if manifest["sha256"][name] != actual:
        raise _invalid(f"the bytes of {name} are not those that were stored")


def _invalid(reason: str) -> ProgramError:
    return ProgramError("model.invalid", f"The model cannot be loaded: {reason}.")
