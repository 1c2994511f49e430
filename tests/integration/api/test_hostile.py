"""Hostile and broken bodies: each is answered by a problem, soon and without using memory for it.

The bounds here are loose, so that a busy machine does not fail them. What it takes on a quiet one is printed by
`make test PYTEST_ARGS="tests/integration/api/test_hostile.py -s"`.
"""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from backports import zstd

from sync.limits import MAX_BATCH_REVISIONS, MAX_HEADER_BYTES, MAX_REVISION_BYTES
from tests.integration.api.people import Office, Tablet

MIB = 1 << 20
MEMORY = 48 * MIB
"""Of Python's own memory, above what was used before: the caps allow 20 MiB of body, which may be copied once."""

SECONDS = 2.0

HEADER = b'{"protocol":1,"seals":[]}\n'


@pytest.fixture
async def anna(office: Office) -> Tablet:
    return await office.collector()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused at the edge never reaches a database: one engine is enough."""
    return sqlite_url


def zeros() -> bytes:
    """128 MiB of zeros, gzipped: 127 KiB."""
    deflate = zlib.compressobj(9, wbits=31)
    return b"".join([*(deflate.compress(bytes(MIB)) for _ in range(128)), deflate.flush()])


def wide_window() -> bytes:
    """A zstd frame that wants a window of 1 GiB."""
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    return packer.compress(HEADER) + packer.flush()


def of_line(line: bytes) -> bytes:
    return HEADER + line + b"\n"


UNREADABLE = {
    "lists nested 120,000 deep": of_line(b"[" * 120_000),
    "maps nested 40,000 deep": of_line(b'{"a":' * 40_000),
    "a number of 300 digits": of_line(b'{"time":' + b"1" * 300 + b"}"),
    "a number of 200,000 digits": of_line(b"1" * 200_000),
    "a float": of_line(b'{"time":1e2}'),
    "invalid UTF-8": of_line(b'{"actor":"\xff\xfe"}'),
    "NaN": of_line(b'{"time":NaN}'),
    "Infinity": of_line(b'{"time":Infinity}'),
    "duplicate keys": of_line(b'{"time":1,"time":2}'),
    "a NUL": of_line(b'{"actor":"\\u0000"}'),
    "raw NULs": of_line(bytes(1000)),
    "a lone surrogate": of_line(b'{"actor":"\\ud800"}'),
    "an empty line": of_line(b""),
    "a line that is too long": of_line(b"x" * (MAX_REVISION_BYTES + 1)),
    "a million nested lists": of_line(b"[" * 1_000_000),
    "a stub that says nothing": of_line(b'{"redacted":1}'),
}

REFUSED = {
    "128 MiB of zeros": (zeros, "gzip", 413, "too_large"),
    "a zip bomb in zstd": (lambda: zstd.compress(bytes(128 * MIB)), "zstd", 413, "too_large"),
    "a zstd frame with a huge window": (wide_window, "zstd", 400, "broken_encoding"),
    "a gzip header and nothing else": (lambda: gzip.compress(HEADER)[:10], "gzip", 400, "broken_encoding"),
    "a cut gzip body": (lambda: gzip.compress(HEADER)[:-9], "gzip", 400, "broken_encoding"),
    "two gzip members": (lambda: gzip.compress(HEADER) * 2, "gzip", 400, "broken_encoding"),
    "two zstd frames": (lambda: zstd.compress(HEADER) * 2, "zstd", 400, "broken_encoding"),
    "a cut zstd body": (lambda: zstd.compress(HEADER)[:-4], "zstd", 400, "broken_encoding"),
    "plain text that claims to be gzip": (lambda: HEADER, "gzip", 400, "broken_encoding"),
    "gzip that claims to be zstd": (lambda: gzip.compress(HEADER), "zstd", 400, "broken_encoding"),
    "gzip that claims to be nothing": (lambda: gzip.compress(HEADER), "identity", 400, "malformed"),
    "brotli": (lambda: HEADER, "br", 415, "unknown_encoding"),
    "gzip in gzip": (lambda: HEADER, "gzip, gzip", 415, "unknown_encoding"),
    "no header": (lambda: b"", "identity", 400, "malformed"),
    "a header of nested lists": (lambda: b'{"protocol":1,"x":' + b"[" * 3 * MIB, "identity", 400, "malformed"),
    "a header that is no map": (lambda: b"[" * 3 * MIB + b"\n", "identity", 400, "malformed"),
    "a header of another version": (lambda: b'{"protocol":9,"seals":[]}\n', "identity", 400, "protocol_not_served"),
    "a header with a time of 300 digits": (
        lambda: b'{"protocol":1,"seals":[{"area":"4108","by":"x","time":' + b"1" * 300 + b',"ids":[],"signature":""}]}',
        "identity",
        400,
        "malformed",
    ),
    "too many lines": (lambda: HEADER + b"{}\n" * (MAX_BATCH_REVISIONS + 1), "identity", 413, "too_large"),
    "millions of empty lines": (lambda: HEADER + b"\n" * 16 * MIB, "identity", 413, "too_large"),
}


Body = bytes | AsyncIterator[bytes]


async def refused(anna: Tablet, make: Callable[[], Body], encoding: str = "identity") -> tuple[int, str]:
    """Send a push that is to be refused, and return the problem's status and code.

    It is sent once to see how long that takes, and once more to see how much memory.
    """
    headers = {**anna.headers, "Content-Encoding": encoding}
    body = make()
    began = time.perf_counter()
    await anna.client.post("/v1/sync/push", content=body, headers=headers)
    took = time.perf_counter() - began
    body = make()
    tracemalloc.start()
    response = await anna.client.post("/v1/sync/push", content=body, headers=headers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{1000 * took:.1f} ms, {peak / MIB:.1f} MiB")
    assert took < SECONDS
    assert peak < MEMORY
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_line_that_is_no_revision(anna: Tablet, name: str):
    assert await refused(anna, lambda: UNREADABLE[name]) == (400, "nothing_readable")


@pytest.mark.parametrize("name", REFUSED)
async def test_a_body_that_is_no_push(anna: Tablet, name: str):
    make, encoding, status, code = REFUSED[name]
    assert await refused(anna, make, encoding) == (status, code)


class Endless:
    """A body without an end, of which no more than so many bytes are to be taken."""

    def __init__(self, first: bytes, piece: bytes, limit: int) -> None:
        self._first = first
        self._piece = piece
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._first
        for _ in range(self._limit // len(self._piece) + 2):
            yield self._piece
        raise AssertionError("the server reads on and on")


@pytest.mark.parametrize(
    ("first", "piece", "limit"),
    [
        (b"{", b" " * 65536, MAX_HEADER_BYTES),  # a header of gigabytes
        (HEADER, b"x" * 65536, 21 * MIB),  # an endless line
        (HEADER, b'{"a":1}\n' * 100, MIB),  # endless lines
    ],
    ids=["header", "line", "lines"],
)
async def test_a_body_without_an_end_is_not_read_on(anna: Tablet, first: bytes, piece: bytes, limit: int):
    assert await refused(anna, lambda: aiter(Endless(first, piece, limit))) == (413, "too_large")


async def test_compressed_nothing_without_an_end_is_not_read_on(anna: Tablet):
    empty_block = b"\x00\x00\x00\xff\xff"  # stored, of length 0: five bytes that inflate to none
    begun = gzip.compress(b"", mtime=0)[:10]
    assert await refused(anna, lambda: aiter(Endless(begun, empty_block * 1000, 21 * MIB)), "gzip") == (
        413,
        "too_large",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 60_000,
        b'{"grant":"password","username":"a","password":' + b"1" * 300 + b"}",
        b'{"grant":"password","username":"\\ud800","password":"x"}',
        b'{"grant":"password","username":"\xff","password":"x"}',
        b'{"grant":"other"}',
        b'{"grant":"device","assertion":"' + b"x" * 5000 + b'"}',
    ],
    ids=range(8),
)
async def test_a_token_is_not_given_for_nonsense(office: Office, body: bytes):
    response = await office.client.post("/v1/auth/token", content=body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_a_token_is_not_given_for_a_megabyte(office: Office):
    response = await office.client.post("/v1/auth/token", content=b" " * MIB)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.fixture
async def officer(office: Office) -> dict[str, str]:
    return await office.reader("chen", "township", "410822104")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 60_000, b'{"area":' + b"1" * 300 + b"}", b'{"area":"\\ud800"}'],
    ids=range(6),
)
async def test_nonsense_is_no_form(office: Office, officer: dict[str, str], body: bytes):
    response = await office.client.post("/v1/quarantine/release", content=body, headers=officer)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_a_form_without_an_end_is_not_read_on(office: Office, officer: dict[str, str]):
    body = aiter(Endless(b'{"reason":"', b"x" * 65536, 2 * MIB))
    response = await office.client.post("/v1/quarantine/release", content=body, headers=officer)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
async def test_a_body_is_the_same_however_it_arrives(anna: Tablet, encoding: str, size: int):
    body = anna.body([anna.write({"household_no": "1"})])
    packed = {"gzip": gzip.compress, "zstd": zstd.compress, "identity": bytes}[encoding](body)

    async def arriving() -> AsyncIterator[bytes]:
        for piece in pieces(packed, size):
            yield piece

    response = await anna.client.post(
        "/v1/sync/push", content=arriving(), headers={**anna.headers, "Content-Encoding": encoding}
    )
    assert response.status_code == 200
