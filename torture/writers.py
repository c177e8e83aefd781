"""
The writers: each saves one answer without pause, as the page's script does, and notes what it sent and was told.

A text that is not acknowledged is sent again, the same request, until it is. One in ten acknowledgements is cut: the
connection is closed before the answer is read, so that nobody knows whether the text was stored.
"""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field

WORDS = "I looked at the figures first, asked two members what they saw, and changed one thing at a time. " * 12
TIMEOUT = 20
CUT = 0.1


@dataclass
class Record:
    """
    What one writer sent for one answer, and what it was told.

    `sent`: {text: number of the request that carried it last}; `saved`: {revision: text} as acknowledged;
    `best`: the last acknowledged revision, its text and the number of its request.
    """

    answer: int
    sent: dict = field(default_factory=dict)
    saved: dict = field(default_factory=dict)
    best: tuple = (0, "", 0)
    requests: int = 0
    acknowledged: int = 0
    already: int = 0
    conflicts: int = 0
    failed: int = 0
    cut: int = 0
    tabs: int = 0


@dataclass
class Tab:
    """One tab on an answer: what it was told last, and the number of its last save."""

    name: str
    base: int = 0
    seq: int = 0


class Writer(threading.Thread):
    """Saves one answer until it is told to stop; `problems` are sentences about promises that were broken."""

    def __init__(self, port, place, seed, stop):
        super().__init__(daemon=True)
        self.port, self.place, self.stop = port, place, stop
        self.chosen = random.Random(seed)
        self.record = Record(place["answer"])
        self.problems = []
        self.last_failure = None
        self.connection = None
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in place["cookies"].items()),
            "X-CSRFToken": place["cookies"]["csrftoken"],
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def run(self):
        """Write until the end; whatever goes wrong in here is a problem too."""
        try:
            while not self.stop.is_set() and not self.problems:
                self.write()
        except Exception as error:  # noqa: BLE001 - a thread that dies in silence would prove nothing
            self.problems.append(f"answer {self.record.answer}: the writer failed: {error!r}")

    def write(self):
        """Save once."""
        raise NotImplementedError

    # What a tab does

    def new_tab(self, base=0):
        """Open a tab that has seen revision `base`."""
        self.record.tabs += 1
        return Tab(f"tab-{self.record.answer}-{self.record.tabs}", base)

    def payload(self, tab, **more):
        """Return the tab's next save, a text that nobody has sent before."""
        tab.seq += 1
        text = f"{tab.name} {tab.seq}: {WORDS[: self.chosen.randrange(40, len(WORDS))]}\r\n\U0001f600 ä"
        return {"text": text, "base": tab.base, "tab": tab.name, "seq": tab.seq, "cleared": False, **more}

    def deliver(self, payload):
        """Send a save until it is answered; return (status, what was said)."""
        while True:
            answer = self.attempt(payload, cut=self.chosen.random() < CUT)
            if answer is not None:
                return answer
            time.sleep(self.chosen.uniform(0.01, 0.2))

    def attempt(self, payload, cut=False):
        """Send a save once; None where it was not answered by the app."""
        known = self.record.best[0]
        self.record.requests += 1
        self.record.sent[payload["text"]] = self.record.requests
        answer = self.ask("POST", self.place["save"], json.dumps(payload).encode(), cut)
        if answer is None:
            return None
        status, said = answer
        if said.get("revision", known) < known:
            self.problem(f"revision {said['revision']} after {known} was acknowledged")
        if status == 200:
            self.acknowledge(payload, said)
        return answer

    def acknowledge(self, payload, said):
        """Note that a text is safe."""
        record, revision = self.record, said["revision"]
        record.acknowledged += 1
        if said["outcome"] == "already_saved":
            record.already += 1
            if revision < record.best[0]:
                self.problem(f"LOST: revision {revision} stands after {record.best[0]} was acknowledged")
            # Which of the texts stands, only this tab's last save tells.
            if payload["seq"] != self.last_seq(payload["tab"]):
                return
        other = record.saved.setdefault(revision, payload["text"])
        if other != payload["text"]:
            self.problem(f"LOST: revision {revision} was given to two texts")
        if revision >= record.best[0]:
            record.best = (revision, payload["text"], record.sent[payload["text"]])

    def last_seq(self, name):
        """Return the number of the last save of a tab."""
        raise NotImplementedError

    def look(self):
        """Ask how the answer stands until that is answered; it must be what was acknowledged, or sent since."""
        while True:
            answer = self.ask("GET", self.place["look"])
            if answer is not None and answer[0] == 200:
                said, best = answer[1], self.record.best
                if said["revision"] < best[0] or said["text"] != self.record.saved.get(said["revision"], said["text"]):
                    self.problem(f"LOST: revision {said['revision']} stands with another text than was acknowledged")
                if said["text"] and said["text"] not in self.record.sent:
                    self.problem("a text stands there that was never sent")
                return said
            time.sleep(self.chosen.uniform(0.01, 0.2))

    def ask(self, method, path, body=None, cut=False):
        """Ask once; return (status, JSON) or None where nothing, or no word of the app, came back."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            self.connection.request(method, path, body, self.headers)
            if cut:
                time.sleep(self.chosen.uniform(0, 0.03))
                self.record.cut += 1
                self.hang_up()
                return None
            response = self.connection.getresponse()
            status, content = response.status, response.read()
            if response.getheader("Connection") == "close":
                self.hang_up()
        except (OSError, http.client.HTTPException) as error:
            self.fail(repr(error))
            self.hang_up()
            return None
        if status not in {200, 409}:
            self.fail(f"status {status}")
            if status < 500:
                self.problem(f"status {status}: {content[:300]!r}")
            return None
        return status, json.loads(content)

    def fail(self, why):
        """Note a request that was not answered by the app."""
        self.record.failed += 1
        self.last_failure = why

    def hang_up(self):
        """Close the connection."""
        self.connection.close()
        self.connection = None

    def problem(self, sentence):
        """Note a broken promise."""
        self.problems.append(f"answer {self.record.answer}: {sentence}")


class Steady(Writer):
    """One tab that now and then is reloaded. Whatever acknowledgements are lost, it never meets a conflict."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.tab = self.new_tab()

    def last_seq(self, name):
        return self.tab.seq

    def write(self):
        if self.chosen.random() < 0.01:
            self.tab = self.new_tab(self.look()["revision"])
        self.save(self.payload(self.tab))

    def save(self, payload):
        """Deliver one save and learn from the answer."""
        status, said = self.deliver(payload)
        if status == 409:
            self.problem(f"the tab conflicts with itself at {payload['seq']}")
        self.tab.base = max(self.tab.base, said["revision"])


class Hasty(Steady):
    """The same, but often two saves are under way beside each other, as when the page is hidden while one is."""

    def write(self):
        if self.chosen.random() < 0.7:
            return super().write()
        first, second = self.payload(self.tab), self.payload(self.tab)
        beside = threading.Thread(target=self.shout, args=[first])
        beside.start()
        self.save(second)
        beside.join()
        return None

    def shout(self, payload):
        """Send a save on a connection of its own and never read the answer."""
        self.record.requests += 1
        self.record.sent[payload["text"]] = self.record.requests
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("POST", self.place["save"], json.dumps(payload).encode(), self.headers)
            time.sleep(self.chosen.uniform(0, 0.05))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()


class Pair(Writer):
    """Two tabs on one answer: each goes on with what it has seen, and each conflict is decided for one of the texts."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.tabs = [self.new_tab(), self.new_tab()]

    def last_seq(self, name):
        return next(tab.seq for tab in self.tabs if tab.name == name)

    def write(self):
        tab = self.chosen.choice(self.tabs)
        if self.chosen.random() < 0.5:
            tab.base = self.look()["revision"]
        status, said = self.deliver(self.payload(tab))
        choices = 0
        while status == 409:
            choices += 1
            self.record.conflicts += 1
            tab.base = said["revision"]
            if said["theirs"] not in self.record.sent:
                self.problem("a conflict shows a text that was never sent")
            if choices > 1:
                self.problem("a conflict came back although nobody else wrote")
            if self.chosen.random() < 0.5:
                return
            status, said = self.deliver(self.payload(tab, chosen=True))
        tab.base = said["revision"]


class Desk:
    """All writers of a run."""

    def __init__(self, port, places, seed):
        self.stop = threading.Event()
        kinds = (Steady, Hasty, Pair)
        self.writers = [
            kinds[number % len(kinds)](port, place, seed * 1000 + number, self.stop)
            for number, place in enumerate(places)
        ]

    def begin(self):
        """Let them write."""
        for writer in self.writers:
            writer.start()

    def end(self):
        """Let everybody finish the save that they are at."""
        self.stop.set()
        for writer in self.writers:
            writer.join(timeout=120)
            if writer.is_alive():
                writer.problem("the last save was never answered")

    @property
    def records(self):
        """What everybody sent and was told."""
        return [writer.record for writer in self.writers]

    @property
    def acknowledged(self):
        """How many saves were acknowledged so far."""
        return sum(record.acknowledged for record in self.records)

    @property
    def problems(self):
        """What was found broken so far."""
        return [problem for writer in self.writers for problem in writer.problems]

    @property
    def last_failure(self):
        """Why a request failed, of one that did."""
        return next((writer.last_failure for writer in self.writers if writer.last_failure), None)

    def counts(self):
        """Return the sums over all writers by name."""
        names = ("tabs", "cut", "failed", "conflicts", "already")
        return {name: sum(getattr(record, name) for record in self.records) for name in names}
