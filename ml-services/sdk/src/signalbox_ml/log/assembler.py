"""Lines out of the bytes of one stream."""

from __future__ import annotations

from signalbox_ml.log.line import MAX_TEXT_BYTES

# While a line is redrawn, what it shows is sent at most so often.
REDRAW_SECONDS = 1.0


class LineAssembler:
    """Cuts at `\\n`. Of a line that is redrawn with `\\r` the last state counts.

    A line that is redrawn for longer than a second is also sent while it changes, at most once a second; every entry that
    takes the place of the one before begins with `\\r`. A `\\r` right before the `\\n` stays in the text.
    """

    def __init__(self) -> None:
        self._pending = b""
        # Bytes of the pending line beyond what is kept.
        self._beyond = 0
        self._redrawn = False
        self._shown: bytes | None = None
        self._due = 0.0

    @property
    def waiting(self) -> bool:
        """True when `redraw` may have something to say later."""
        return self._redrawn

    @property
    def idle(self) -> bool:
        return not self._pending and not self._redrawn

    def feed(self, data: bytes, now: float) -> list[tuple[bytes, int]]:
        """The lines that end in `data`: their bytes, and the whole length of one that is longer than the bound."""
        pieces = data.split(b"\n")
        last = pieces.pop()
        made: list[tuple[bytes, int]] = []
        for piece in pieces:
            if self._pending or self._redrawn or self._beyond or b"\r" in piece or len(piece) > MAX_TEXT_BYTES:
                self._extend(piece, now)
                made += self._finish()
            else:
                made.append((piece, 0))
        if last:
            self._extend(last, now)
        return made

    def redraw(self, now: float) -> list[tuple[bytes, int]]:
        """What the redrawn line shows now, when that is news and the last was long enough ago."""
        if not self._redrawn or now < self._due:
            return []
        state = self._pending.rstrip(b"\r")
        self._due = now + REDRAW_SECONDS
        if not state or state == self._shown:
            return []
        text = state if self._shown is None else b"\r" + state
        self._shown = state
        return [(text, len(text) + self._beyond if self._beyond else 0)]

    def close(self) -> list[tuple[bytes, int]]:
        """The stream ended: a line without an end is a line."""
        return [] if self.idle else self._finish()

    def _extend(self, piece: bytes, now: float) -> None:
        text = self._pending + piece
        if b"\r" in text:
            body = text.rstrip(b"\r")
            at = body.rfind(b"\r")
            if at >= 0:
                text = text[at + 1 :]
                self._beyond = 0
            elif not body:
                text = b"\r"
            if not self._redrawn and (at >= 0 or not piece.endswith(b"\r") or self._pending):
                self._redrawn = True
                self._due = now + REDRAW_SECONDS
        if len(text) > MAX_TEXT_BYTES + 4:
            self._beyond += len(text) - (MAX_TEXT_BYTES + 4)
            text = text[: MAX_TEXT_BYTES + 4]
        self._pending = text

    def _finish(self) -> list[tuple[bytes, int]]:
        text, beyond, shown = self._pending, self._beyond, self._shown
        self._pending, self._beyond, self._redrawn, self._shown = b"", 0, False, None
        if shown is not None:
            state = text.rstrip(b"\r")
            if state == shown or not state:
                return []
            text = b"\r" + state
        return [(text, len(text) + beyond if beyond else 0)]
