"""A tiny object store over HTTP in a folder, with URLs signed like pre-signed ones. For tests only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit


class FolderObjectServer:
    """Serves GET and PUT of objects to whoever has a signed URL. Keys never become paths. Thread-safe."""

    def __init__(self, folder: Path, tls: ssl.SSLContext | None = None) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._trouble = 0
        self._cut = 0
        self.requests: list[tuple[str, str]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner._get(self)

            def do_PUT(self) -> None:
                owner._put(self)

            def log_message(self, format: str, *args: object) -> None:
                """Tests look at `requests` instead."""

        self._scheme = "http" if tls is None else "https"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # -- the store's side

    def put(self, key: str, content: bytes) -> str:
        """Stores an object; returns its SHA-256."""
        self._path(key).write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    def get(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def has(self, key: str) -> bool:
        return self._path(key).exists()

    def url(self, method: str, key: str, seconds: float = 600.0, content_type: str = "") -> str:
        """A signed URL. With a content type, the PUT must send exactly that header."""
        expires = f"{time.time() + seconds:.3f}"
        signature = self._sign(method, key, expires, content_type)
        return (
            f"{self._scheme}://127.0.0.1:{self.port}/{quote(key)}?expires={expires}&type={quote(content_type, safe='')}"
            f"&signature={signature}"
        )

    # -- faults

    def fail_next(self, count: int) -> None:
        """The next requests are answered 503."""
        with self._lock:
            self._trouble = count

    def cut_next(self, count: int) -> None:
        """The next GETs end in the middle of the body."""
        with self._lock:
            self._cut = count

    # -- inside

    def _path(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()

    def _sign(self, method: str, key: str, expires: str, content_type: str) -> str:
        text = f"{method}\n{key}\n{expires}\n{content_type}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def _take(self, name: str) -> bool:
        with self._lock:
            left: int = getattr(self, name)
            setattr(self, name, max(0, left - 1))
            return left > 0

    def _allowed(self, handler: BaseHTTPRequestHandler) -> str | None:
        parts = urlsplit(handler.path)
        key = unquote(parts.path[1:])
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        with self._lock:
            self.requests.append((handler.command, key))
        if self._take("_trouble"):
            self._answer(handler, 503)
            return None
        expires, content_type = query.get("expires", "0"), query.get("type", "")
        good = (
            hmac.compare_digest(query.get("signature", ""), self._sign(handler.command, key, expires, content_type))
            and float(expires) > time.time()
        )
        if good and content_type and handler.headers.get("Content-Type") != content_type:
            good = False
        if not good:
            self._answer(handler, 403)
            return None
        return key

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        key = self._allowed(handler)
        if key is None:
            return
        if not self.has(key):
            self._answer(handler, 404)
            return
        content = self.get(key)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if self._take("_cut"):
            handler.wfile.write(content[: len(content) // 2])
            handler.close_connection = True
            return
        handler.wfile.write(content)

    def _put(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        key = self._allowed(handler)
        if key is None:
            return
        self._path(key).write_bytes(body)
        self._answer(handler, 200)

    def _answer(self, handler: BaseHTTPRequestHandler, status: int) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
