"""The REST interface, as small as the fault tests need it. Safe for many threads."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from signalbox_faults.history import TimelineEvent, View


class RestError(RuntimeError):
    """An answer that is no success."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:500]}")
        self.status = status


class Unreachable(RuntimeError):
    """No answer, or one that says «later»: asking again is right."""


class Rest:
    def __init__(self, url: str, email: str, password: str) -> None:
        self.base = url + "/api/v1"
        self._credentials = {"email": email, "password": password}
        self._lock = threading.Lock()
        self._token = ""
        self._token_until = 0.0
        self._count_lock = threading.Lock()
        # Answers 500: asked again like any other refusal, but worth a look, because a part that is away is no 500.
        self.internal_errors: list[str] = []

    def token(self) -> str:
        """An access token that is good for a while."""
        with self._lock:
            if time.monotonic() > self._token_until:
                answer = self._send("POST", "/auth/login", self._credentials, {}, signed_in=False)
                self._token = str(answer["accessToken"])
                self._token_until = time.monotonic() + max(5.0, float(answer["expiresIn"]) * 0.5)
            return self._token

    def forget_token(self) -> None:
        with self._lock:
            self._token_until = 0.0

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 15.0,
    ) -> dict[str, Any]:
        try:
            return self._send(method, path, body, headers or {}, timeout=timeout)
        except RestError as error:
            if error.status != 401:
                raise
            self.forget_token()
            return self._send(method, path, body, headers or {}, timeout=timeout)

    def persist(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 120.0,
    ) -> dict[str, Any]:
        """The same call again until it is answered. Safe for reads, and for writes with an Idempotency-Key."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.call(method, path, body, headers)
            except Unreachable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _send(
        self,
        method: str,
        path: str,
        body: object,
        headers: Mapping[str, str],
        signed_in: bool = True,
        timeout: float = 15.0,
    ) -> dict[str, Any]:
        content: bytes | None
        given = dict(headers)
        if isinstance(body, bytes):
            content = body
        else:
            content = None if body is None else json.dumps(body).encode()
            if content is not None:
                given["Content-Type"] = "application/json"
        if signed_in:
            given["Authorization"] = "Bearer " + self.token()
        request = urllib.request.Request(self.base + path, data=content, headers=given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            if error.code == 500:
                with self._count_lock:
                    self.internal_errors.append(f"{method} {path}: {text[:300]}")
            if error.code in (429, 500, 502, 503, 504):
                raise Unreachable(f"{error.code}: {text[:300]}") from None
            raise RestError(error.code, f"{method} {path}: {text}") from None
        except OSError as error:
            raise Unreachable(f"{method} {path}: {error}") from None
        except (http.client.HTTPException, ValueError) as error:
            # An answer that was cut off in the middle.
            raise Unreachable(f"{method} {path}: {type(error).__name__} {error}") from None
        return dict(json.loads(text)) if text else {}

    # -- what the tests do with it

    def offers(self, service: str, instances: int) -> bool:
        """True when so many instances of a service are up, and the algorithm of its name can be started."""
        try:
            algorithms = self.call("GET", "/algorithms")["items"]
            listed = self.call("GET", "/system/services")["items"]
        except (RestError, Unreachable):
            return False
        available = any(each["name"] == service and each["available"] for each in algorithms)
        return available and sum(each["up"] for each in listed if each["service"] == service) >= instances

    def new_project(self, name: str) -> str:
        return str(self.call("POST", "/projects", {"name": name})["id"])

    def upload(self, project: str, name: str, csv: str, seconds: float = 60.0) -> str:
        boundary = uuid.uuid4().hex
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: text/csv\r\n\r\n{csv}\r\n--{boundary}--\r\n"
        ).encode()
        answer = self.call(
            "POST",
            f"/projects/{project}/datasets",
            body,
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
            seconds,
        )
        return str(answer["id"])

    def runs(self, project: str, wanted: str = "") -> list[dict[str, Any]]:
        """All runs of a project, newest first, that the filter `wanted` lets through; without one, trials are left out."""
        found: list[dict[str, Any]] = []
        filtered = f"&filter={urllib.parse.quote(wanted)}" if wanted else ""
        cursor = ""
        while True:
            more = f"&cursor={cursor}" if cursor else ""
            page = self.persist("GET", f"/projects/{project}/runs?limit=200{filtered}{more}")
            found += page["items"]
            cursor = page["nextCursor"] or ""
            if not cursor:
                return found

    def timeline(self, run_id: str) -> list[TimelineEvent]:
        found: list[TimelineEvent] = []
        cursor = ""
        while True:
            more = f"&cursor={cursor}" if cursor else ""
            page = self.persist("GET", f"/runs/{run_id}/events?limit=200{more}")
            found += [
                TimelineEvent(run_id, item["attempt"], item["type"], epoch(item["time"])) for item in page["items"]
            ]
            cursor = page["nextCursor"] or ""
            if not cursor:
                return found

    def study(self, study_id: str) -> dict[str, Any]:
        return self.persist("GET", f"/studies/{study_id}")

    def trials(self, study_id: str) -> dict[str, Any]:
        """All trials of a study that does not change any more: columns."""
        page = self.persist("GET", f"/studies/{study_id}/trials?limit=5000")
        if page["more"]:
            raise ValueError("The study has more than 5,000 trials")
        return page

    def download(self, path: str, seconds: float = 300.0) -> list[bytes]:
        """The bytes of an answer, in pieces."""
        request = urllib.request.Request(self.base + path, headers={"Authorization": "Bearer " + self.token()})
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                return list(iter(lambda: answer.read(1024 * 1024), b""))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{path}: {error}") from None

    def points(self, run_id: str) -> int:
        """How many raw metric points the newest attempt has."""
        answer = self.persist("GET", f"/runs/{run_id}/metrics?width=10")
        return sum(int(series["points"]) for series in answer["items"])


def view(run: Mapping[str, Any]) -> View:
    """A run of the interface as a view."""
    summary = {key: float(value) for key, value in run["summary"].items()}
    return View(run["status"], run["attempt"], summary)


def epoch(text: str) -> float:
    """Epoch seconds of an RFC 3339 time."""
    return datetime.fromisoformat(text).timestamp()
