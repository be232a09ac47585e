"""Bytes in and out over pre-signed URLs, streamed, with bounded retries and a content-addressed cache."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import logging
import os
import random
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from opentelemetry.trace import Span, SpanKind

from signalbox_ml import tracing
from signalbox_ml.errors import InfrastructureError

CHUNK = 1024 * 1024
ATTEMPTS = 5
TIMEOUT_SECONDS = 30.0
FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class UrlRefused(Exception):
    """The store refused the pre-signed URL (expired, tampered with): only a new one can help."""


def trusting(authorities: Path | None) -> ssl.SSLContext | None:
    """TLS that trusts the certificates of the PEM file beside the usual ones; None: the usual ones alone.

    Raises OSError when the file is none or holds no certificate.
    """
    if authorities is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=authorities)
    return context


def _connect(url: str, tls: ssl.SSLContext | None) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UrlRefused("not an HTTP URL")
    connection = (
        http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS, context=tls)
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    )
    return connection, parts.path + (f"?{parts.query}" if parts.query else "")


def _exchange(method: str, connection: http.client.HTTPConnection) -> AbstractContextManager[Span]:
    """One request and its answer as a span. Never the path: its query is a signature."""
    return tracing.step(
        method,
        {
            "http.request.method": method,
            "server.address": connection.host,
            "server.port": connection.port,
        },
        SpanKind.CLIENT,
    )


def _retrying(what: str, code: str, work: Callable[[], None]) -> None:
    """Runs `work` until it succeeds; a network failure or a 5xx is tried again with back-off and full jitter."""
    delay = FIRST_DELAY_SECONDS
    for attempt in range(1, ATTEMPTS + 1):
        try:
            work()
            return
        except (OSError, http.client.HTTPException, _ServerTrouble) as error:
            if attempt == ATTEMPTS:
                raise InfrastructureError(code, f"{what} failed after {ATTEMPTS} tries: {_plain(error)}.") from error
            _log.warning("%s failed, trying again: %s", what, _plain(error))
            time.sleep(random.uniform(delay / 2, delay))
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)


def _plain(error: BaseException) -> str:
    # Messages of http.client hold no URL, so no signature can leak from here.
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class _ServerTrouble(Exception):
    pass


def _check(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (400, 401, 403, 404, 410):
        raise UrlRefused(f"the store answered {status}")
    raise _ServerTrouble(f"the store answered {status}")


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 in lower-case hex, and the size."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def upload(url: str, headers: Mapping[str, str], path: Path, tls: ssl.SSLContext | None = None) -> None:
    """One streamed PUT of a file. Raises UrlRefused when a new grant is needed."""
    size = path.stat().st_size

    def once() -> None:
        connection, target = _connect(url, tls)
        try:
            with path.open("rb") as body, _exchange("PUT", connection) as span:
                lower = {name.lower() for name in headers}
                sent = dict(headers)
                if "content-length" not in lower:
                    sent["Content-Length"] = str(size)
                connection.request("PUT", target, body=body, headers=sent)
                response = connection.getresponse()
                span.set_attribute("http.response.status_code", response.status)
                response.read(64 * 1024)
                _check(response.status)
        finally:
            connection.close()

    _retrying("The upload", "upload.failed", once)


class ContentCache:
    """Downloaded objects by their SHA-256, shared by all processes of a service; the least recently used go first.

    Safe for many threads and processes: one of them downloads, the others wait for it.
    """

    def __init__(self, folder: Path, limit_bytes: int, tls: ssl.SSLContext | None = None) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._tls = tls
        folder.mkdir(parents=True, exist_ok=True)

    def fetch(
        self, url: str, sha256: str, size: int, into: Path, progress: Callable[[int], None] | None = None
    ) -> Path:
        """The object as the file `into`: a hard link, so that eviction never takes it away from its user."""
        if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
            raise InfrastructureError("download.bad_hash", "The SHA-256 of the object is not 64 hex digits.")
        cached = self._folder / sha256
        with self._lock(sha256):
            if not (cached.exists() and (size <= 0 or cached.stat().st_size == size)):
                self._download(url, sha256, size, cached, progress)
            os.utime(cached)
            into.unlink(missing_ok=True)
            os.link(cached, into)
        self._evict()
        return into

    @contextmanager
    def _lock(self, sha256: str) -> Iterator[None]:
        # A lock file for each of 256 prefixes: bounded in number, never deleted, so no race on its name.
        with (self._folder / f".lock-{sha256[:2]}").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _download(self, url: str, sha256: str, size: int, cached: Path, progress: Callable[[int], None] | None) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
        part = Path(name)

        def once() -> None:
            connection, target = _connect(url, self._tls)
            digest = hashlib.sha256()
            received = 0
            try:
                with part.open("wb") as sink, _exchange("GET", connection) as span:
                    connection.request("GET", target)
                    response = connection.getresponse()
                    span.set_attribute("http.response.status_code", response.status)
                    _check(response.status)
                    while chunk := response.read(CHUNK):
                        received += len(chunk)
                        if 0 < size < received:
                            raise InfrastructureError(
                                "download.hash_mismatch", f"The object is larger than the {size} bytes announced."
                            )
                        digest.update(chunk)
                        sink.write(chunk)
                        if progress is not None:
                            progress(received)
            finally:
                connection.close()
            if 0 < size != received:
                raise _ServerTrouble(f"{received} of {size} bytes arrived")
            if digest.hexdigest() != sha256:
                raise InfrastructureError(
                    "download.hash_mismatch", "The downloaded bytes do not have the expected SHA-256."
                )

        try:
            os.close(handle)
            _retrying("The download", "download.failed", once)
            part.replace(cached)
        except UrlRefused as error:
            raise InfrastructureError("download.refused", f"The store refused the download URL: {error}.") from error
        finally:
            part.unlink(missing_ok=True)

    def _evict(self) -> None:
        entries = []
        for entry in self._folder.iterdir():
            if entry.name.startswith("."):
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue
            entries.append((status.st_mtime, status.st_size, entry))
        total = sum(size for _, size, _ in entries)
        for _, size, entry in sorted(entries, key=lambda each: each[0]):
            if total <= self._limit:
                break
            entry.unlink(missing_ok=True)
            total -= size
