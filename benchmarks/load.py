"""A load generator: one connection for each client, the next request as soon as the last one is answered."""

import selectors
import socket
import time
from dataclasses import dataclass, field

# An answer of about 250 words.
WORDS = "I looked at the figures first, asked two members what they saw, and changed one thing at a time. " * 15
GIVE_UP_AFTER = 30


@dataclass
class Slice:
    """What one target did for a few seconds: latencies in milliseconds, sorted; length in seconds; errors."""

    latencies: list = field(default_factory=list)
    length: float = 0.0
    errors: list = field(default_factory=list)

    @property
    def rate(self):
        """Requests that were answered well, per second."""
        return (len(self.latencies) - len(self.errors)) / self.length

    def at(self, percent):
        """Return the latency that so many percent of the requests did not exceed."""
        return self.latencies[min(len(self.latencies) - 1, len(self.latencies) * percent // 100)]


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

    def next_request(candidate):
        kept = candidate.setdefault("requests", {})
        return kept.get(path) or kept.setdefault(path, request("GET", candidate.get(path, path), candidate))

    return next_request


def saving(key):
    """Return a function that gives a candidate's next save, sent to the address under `key`."""

    def next_request(candidate):
        seq = candidate["seq"] = candidate.get("seq", 0) + 1
        base = candidate.get("revision", 0)  # as the last answer to a save said
        # Numbers of one width: the head stays the same from save to save.
        body = (
            f'{{"text": "{WORDS}{seq:010}", "base": {base:10}, "tab": "bench", "seq": {seq:10}, '
            '"cleared": false, "chosen": false, "typed_at": null}'
        ).encode()
        kept = candidate.setdefault("requests", {})
        empty = kept.get(key) or kept.setdefault(key, request("POST", candidate[key], candidate, body)[: -len(body)])
        return empty + body

    return next_request


class Connection:
    """One client's connection."""

    def __init__(self, port, candidate, next_request, found):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_AFTER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.candidate, self.next_request, self.found = candidate, next_request, found

    def ask(self):
        """Send the next request."""
        self.received, self.missing = b"", None
        data = self.next_request(self.candidate)
        self.began = time.perf_counter()
        self.socket.sendall(data)

    def read(self):
        """Take in what has come; say whether the answer is complete, and note it then."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("The server has closed the connection.")
        self.received += chunk
        if self.missing is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.received[:end].lower()
            at = head.index(b"content-length:") + 15
            self.missing = end + 4 + int(head[at:].split(b"\r\n", 1)[0])
        if len(self.received) < self.missing:
            return False
        self.found.latencies.append((time.perf_counter() - self.began) * 1000)
        self.look()
        return True

    def look(self):
        """Note an error, and the revision that a save has made."""
        status, body = self.received[9:12], self.received.split(b"\r\n\r\n", 1)[1]
        is_save = body.startswith(b'{"outcome"')
        if status != b"200" or (is_save and b'"saved"' not in body):
            self.found.errors.append(f"{status.decode()}: {body[:200]!r}")
        elif is_save:
            self.candidate["revision"] = int(body.split(b'"revision": ', 1)[1].split(b",")[0].rstrip(b"}"))


def run(port, candidates, next_request, seconds=None, requests=None):
    """Return the Slice of so many seconds or requests, one connection for each of `candidates`."""
    found = Slice()
    with selectors.DefaultSelector() as waiting:
        connections = [Connection(port, one, next_request, found) for one in candidates]
        for one in connections:
            waiting.register(one.socket, selectors.EVENT_READ, one)
        begun = time.perf_counter()
        for one in connections:
            one.ask()
        open_ = len(connections)
        while open_:
            for key, _events in waiting.select(GIVE_UP_AFTER):
                if not key.data.read():
                    continue
                over = time.perf_counter() - begun >= seconds if seconds else len(found.latencies) >= requests
                if over:
                    waiting.unregister(key.data.socket)
                    open_ -= 1
                else:
                    key.data.ask()
        found.length = time.perf_counter() - begun
        for one in connections:
            one.socket.close()
    found.latencies.sort()
    return found
