"""Reads typed fields out of plain values and notes every problem with its place, instead of stopping at the first."""

from datetime import date, datetime

from questions.importing.records import Problem

_NAMES = {str: "text", bool: "yes or no", int: "a number", float: "a number", list: "a list", dict: "a mapping"}


def kind_of(value):
    """Return what a value is, in words of the file."""
    return _NAMES.get(type(value), "empty" if value is None else "a date")


class Problems:
    """The problems of one file, in the order in which they were met."""

    def __init__(self, file):
        self.file = file
        self.found = []

    def add(self, place, message):
        """Note a problem."""
        self.found.append(Problem(self.file, place, message))


class Reader:
    """
    The fields of one mapping of a file.

    Each method takes a field out, notes a problem where it is not what it should be, and returns an empty value
    then; `finish` notes the fields that nobody asked for.
    """

    def __init__(self, value, place, problems):
        self.place = place
        self.problems = problems
        self.asked = set()
        if isinstance(value, dict):
            self.value = value
        else:
            self.value = None
            problems.add(place, f"is {kind_of(value)}; a mapping of fields is expected.")

    def at(self, name):
        """Return the place of a field."""
        return f"{self.place}.{name}" if self.place else str(name)

    def _take(self, name, required):
        self.asked.add(name)
        if self.value is None:
            return None
        value = self.value.get(name)
        if value is None and required:
            self.problems.add(self.at(name), "is missing.")
        return value

    def text(self, name, *, required=False, default=""):
        """Return a text without white space around it."""
        value = self._take(name, required)
        if value is None:
            return default
        text = checked_text(value, self.at(name), self.problems)
        if required and text is not None and not text:
            self.problems.add(self.at(name), "is empty.")
        return text or default

    def whole(self, name, *, required=False, default=None):
        """Return a whole number."""
        value = self._take(name, required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problems.add(self.at(name), f"is {kind_of(value)}; a whole number is expected.")
            return default
        return value

    def day(self, name):
        """Return a date."""
        value = self._take(name, required=False)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.problems.add(self.at(name), f"is {value!r}; a day such as 2026-11-03 is expected.")
            return None

    def mapping(self, name, *, required=False):
        """Return a mapping as it stands."""
        value = self._take(name, required)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problems.add(self.at(name), f"is {kind_of(value)}; a mapping is expected.")
            return {}
        return value

    def items(self, name, *, required=False):
        """Return (value, place) of each entry of a list."""
        value = self._take(name, required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.add(self.at(name), f"is {kind_of(value)}; a list is expected.")
            return []
        return [(item, f"{self.at(name)}[{index}]") for index, item in enumerate(value)]

    def texts(self, name, *, required=False):
        """Return the texts of a list."""
        texts = [checked_text(item, place, self.problems) for item, place in self.items(name, required=required)]
        for index, text in enumerate(texts):
            if text == "":
                self.problems.add(f"{self.at(name)}[{index}]", "is empty.")
        return tuple(text for text in texts if text)

    def records(self, name, read, *, required=False):
        """Return what `read(reader)` makes of each mapping of a list."""
        made = []
        for item, place in self.items(name, required=required):
            reader = Reader(item, place, self.problems)
            if reader.value is not None:
                made.append(read(reader))
                reader.finish()
        return tuple(made)

    def finish(self):
        """Note the fields that the format does not know."""
        for name in self.value or {}:
            if name not in self.asked:
                known = ", ".join(sorted(self.asked))
                hint = ""
                if self.value[name] is None and " " in str(name):
                    hint = " If it belongs to the text before it, put that text in quotes."
                self.problems.add(self.at(name), f"is no field here. Known are: {known}.{hint}")


def checked_text(value, place, problems):
    """Return a text without white space around it, or None where it is none; notes what is wrong."""
    if not isinstance(value, str):
        problems.add(place, f"is {kind_of(value)} ({value!r}); text is expected: put it in quotes.")
        return None
    text = value.strip()
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        problems.add(place, "holds a character that is no text (NUL or half a surrogate pair).")
        return None
    return text
