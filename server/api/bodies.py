"""Reading request bodies: inflated and cut into lines as they arrive, so that nothing is held that a cap forbids.

The framework neither inflates bodies nor limits what they inflate to, so endpoints whose bodies may be compressed read
them here; all others leave it to the framework, under `FORM_BYTES`.
"""

import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

from starlette.requests import Request

from server.api.errors import BrokenEncoding, UnknownEncoding
from sync.errors import TooLarge
from sync.limits import MAX_HEADER_BYTES
from sync.messages import LineSplitter

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENCODINGS = ("zstd", "gzip")
"""Content codings that are understood and spoken, the better first."""

PIECE = 64 * 1024
"""Bytes that are inflated at a time."""

ZSTD_WINDOW_LOG = 23
"""A window of 8 MiB, the most that RFC 9659 lets a sender use."""

JSON_BYTES = 64 * 1024
"""Bytes of a body that is one JSON object."""

FORM_BYTES = 1024 * 1024
"""Bytes of a body that the framework reads: the largest holds one revision."""


async def read_ndjson(request: Request, *, lines: int, line_bytes: int) -> tuple[bytes, list[bytes]]:
    """Return the header line of a body and the lines after it.

    Args:
        request: its body may be compressed.
        lines: how many lines there may be after the header.
        line_bytes: how many bytes these may have together.

    Raises:
        TooLarge: a cap is exceeded; the rest of the body is not read.
        UnknownEncoding, BrokenEncoding: the body's compression.
    """
    splitter = LineSplitter()
    found: list[bytes] = []
    async for piece in _inflated(request, MAX_HEADER_BYTES + line_bytes):
        for line in splitter.feed(piece):
            if len(found) > lines:
                raise TooLarge("lines", lines)
            found.append(line)
    found.extend(splitter.end())
    if len(found) > 1 + lines:
        raise TooLarge("lines", lines)
    return (found[0], found[1:]) if found else (b"", [])


async def read_json(request: Request) -> bytes:
    """Return a body that is one JSON object, undecoded.

    Raises:
        TooLarge: it has more than `JSON_BYTES`.
        UnknownEncoding, BrokenEncoding: the body's compression.
    """
    return b"".join([piece async for piece in _inflated(request, JSON_BYTES)])


async def _inflated(request: Request, cap: int) -> AsyncIterator[bytes]:
    """Yield the body's bytes, at most `cap` of them; nor is more than that read of a compressed body."""
    inflater = _inflater(request.headers.get("content-encoding", "identity").strip().lower())
    received = size = 0
    async for raw in request.stream():
        received += len(raw)
        for piece in inflater.feed(raw):
            size += len(piece)
            if size > cap:
                raise TooLarge("body_bytes", cap)
            yield piece
        if received > cap:
            raise TooLarge("body_bytes", cap)
    inflater.finish()


class _Inflater(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None: ...


def _inflater(encoding: str) -> _Inflater:
    match encoding:
        case "" | "identity":
            return _Identity()
        case "gzip" | "x-gzip":
            return _Gzip()
        case "zstd":
            return _Zstd()
        case _:
            raise UnknownEncoding(encoding)


class _Identity:
    def feed(self, data: bytes) -> Iterator[bytes]:
        return (data[start : start + PIECE] for start in range(0, len(data), PIECE))

    def finish(self) -> None:
        """Accept any end."""


class _Gzip:
    """One gzip member (RFC 1952); a body of several is refused."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._inflate.eof and data:
                raise BrokenEncoding("bytes after the end of the gzip member")
            try:
                piece = self._inflate.decompress(data, PIECE)
            except zlib.error as error:
                raise BrokenEncoding(str(error)) from None
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            if piece:
                yield piece
            if not data and len(piece) < PIECE:
                return

    def finish(self) -> None:
        if not self._inflate.eof:
            raise BrokenEncoding("the gzip member has no end")


class _Zstd:
    """One zstd frame (RFC 8878); a body of several is refused."""

    def __init__(self) -> None:
        self._inflate = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._inflate.needs_input or self._inflate.eof):
            if self._inflate.eof:
                raise BrokenEncoding("bytes after the end of the zstd frame")
            try:
                piece = self._inflate.decompress(data, PIECE)
            except zstd.ZstdError as error:
                raise BrokenEncoding(str(error)) from None
            data = self._inflate.unused_data
            if piece:
                yield piece

    def finish(self) -> None:
        if not self._inflate.eof:
            raise BrokenEncoding("the zstd frame has no end")
