"""A small load generator: one connection for each candidate, the next request as soon as the last is answered."""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass

# An answer of about 250 words.
WORDS = "I looked at the figures first, asked two members what they saw, and changed one thing at a time. " * 15
WARM_UP = 0.5
MOST_REQUESTS = 50_000


@dataclass
class Result:
    """Requests per second, and latencies in milliseconds."""

    rate: float
    p50: float
    p95: float
    requests: int


def request(method, path, candidate, body=b""):
    """Return the bytes of a request with the cookies and the key of a candidate."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "X-Forwarded-Proto: https",
        "Referer: https://127.0.0.1/",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in candidate["cookies"].items()),
        f"X-CSRFToken: {candidate['cookies'].get(candidate['csrf'], '')}",
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def reading(path):
    """Return a function that gives a candidate's next request for a page; `path` may name a key of the candidate."""

    def next_request(candidate, number):
        return request("GET", candidate.get(path, path), candidate)

    return next_request


def saving(tab):
    """Return a function that gives a candidate's next save, from a tab of that name."""

    def next_request(candidate, number):
        text = f"{WORDS}{number}"
        base = candidate.get("revision", 0)  # as the last answer to a save said
        save = {"text": text, "base": base, "tab": tab, "seq": number, "cleared": False}
        return request("POST", candidate["save"], candidate, json.dumps(save).encode())

    return next_request


async def answer(reader):
    """Read one response; return its status and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return status, await reader.readexactly(int(line[15:]))
    if b"transfer-encoding: chunked" not in head.lower():
        return status, b""
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return status, body


async def keep_asking(port, candidate, next_request, until, times):
    """Ask until the end, noting when each request began and how long it took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    while time.perf_counter() < until and len(times) < MOST_REQUESTS:
        number += 1
        begun = time.perf_counter()
        writer.write(next_request(candidate, number))
        status, body = await answer(reader)
        times.append((begun, time.perf_counter() - begun))
        if status != 200:
            raise RuntimeError(f"status {status}: {body[:300]!r}")
        if body.startswith(b'{"outcome"'):
            candidate["revision"] = json.loads(body)["revision"]
    writer.close()


async def run(port, candidates, next_request, seconds):
    """Return the Result of `seconds` of requests, one candidate beside the other."""
    times = []
    begun = time.perf_counter()
    until = begun + WARM_UP + seconds
    await asyncio.gather(*(keep_asking(port, one, next_request, until, times) for one in candidates))
    warm = [(at, took) for at, took in times if at >= begun + WARM_UP]
    took = sorted(latency * 1000 for _, latency in warm)
    length = max(at + latency for at, latency in warm) - begun - WARM_UP
    cuts = statistics.quantiles(took, n=20)
    return Result(len(warm) / length, statistics.median(took), cuts[18], len(warm))
