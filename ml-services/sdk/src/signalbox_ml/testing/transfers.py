"""Moves files through pre-signed URLs that another program made, so that its signatures meet the SDK.

    python -m signalbox_ml.testing.transfers <order.json >answer.json

The order: `ca` (a PEM file), `names` (a domain that this process finds on 127.0.0.1, with all names below it) and `transfers`, each
with `put` (a grant: `url`, `headers`) and `get` (the URL of the same object). The answer is one object for each: `stored` and `read`
are true when the file came there and back, `unencrypted` is what became of the upload without the headers that ask for encryption.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Any

from signalbox_ml import transfer

CONTENT = b"what a run leaves\n" * 500


def main() -> int:
    order = json.load(sys.stdin)
    _find_on_loopback(order["names"])
    tls = transfer.trusting(Path(order["ca"]))
    with tempfile.TemporaryDirectory() as folder:
        answer = [_move(one, Path(folder), tls) for one in order["transfers"]]
    json.dump(answer, sys.stdout)
    return 0


def _move(order: dict[str, Any], folder: Path, tls: ssl.SSLContext | None) -> dict[str, object]:
    grant = order["put"]
    file = folder / "file"
    file.write_bytes(CONTENT)
    unencrypted = {name: value for name, value in grant["headers"].items() if "encryption" not in name.lower()}
    try:
        transfer.upload(grant["url"], unencrypted, file, tls)
        outcome = "stored"
    except transfer.UrlRefused:
        outcome = "refused"
    transfer.upload(grant["url"], grant["headers"], file, tls)
    digest, size = transfer.hash_file(file)
    # A cache of its own: each server must give the bytes itself.
    cache = transfer.ContentCache(Path(tempfile.mkdtemp(dir=folder)), size, tls)
    read = cache.fetch(order["get"], digest, size, folder / "read")
    return {"stored": True, "read": read.read_bytes() == CONTENT, "unencrypted": outcome}


def _find_on_loopback(domain: str) -> None:
    usual = socket.getaddrinfo

    def found(host: Any, *rest: Any, **named: Any) -> Any:
        is_ours = isinstance(host, str) and (host == domain or host.endswith("." + domain))
        return usual("127.0.0.1" if is_ours else host, *rest, **named)

    vars(socket)["getaddrinfo"] = found


if __name__ == "__main__":
    raise SystemExit(main())
