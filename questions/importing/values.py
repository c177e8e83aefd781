"""
JSON and YAML into questions, however people and chat assistants nest them: by round, topic, section, or not at all.

Lists and objects are walked through; what is no question, place, tip, resource or detail of the guide is listed.
Lines are not known here: the number of the question stands for them.
"""

import json
import re

from questions.importing import labels, patience
from questions.importing.decoding import Unreadable, readable, without_halves
from questions.importing.measures import minutes_of
from questions.importing.recognise import is_likely
from questions.importing.rows import MOST_ROWS, ROUND, Column, Rows, field_of
from questions.importing.safe_yaml import Malformed, read
from questions.importing.understood import FrequentlyAsked, Reference, Tip

MOST_DEPTH = 30
# Reading YAML takes twenty times as long as reading text.
MOST_YAML = 2 * 1024 * 1024
_NESTED = "The file is nested too deeply."
# A text under one of these names is the question in a list of questions.
_TEXTS = ("text", "title", "name", "content", "body", "task", "scenario", "statement")
_NAMES = {
    "round": ROUND, "stage": ROUND, "interview": ROUND, "round name": ROUND,
    "topic": labels.TOPIC, "section": labels.TOPIC, "category": labels.TOPIC, "area": labels.TOPIC,
    "theme": labels.TOPIC, "subject": labels.TOPIC, "deck": labels.TOPIC, "competency": labels.TOPIC,
    "skill": labels.TOPIC, "heading": None, "name": None, "title": None, "label": None,
}  # fmt: skip
_LISTS = {
    **dict.fromkeys(("rounds", "stages", "interviews", "interview rounds", "phases", "loop"), ROUND),
    **dict.fromkeys(("topics", "sections", "categories", "areas", "themes", "subjects", "groups"), labels.TOPIC),
    **dict.fromkeys(("decks", "focus topics", "focus areas", "competencies", "chapters", "modules"), labels.TOPIC),
}  # fmt: skip
_WRAPPERS = {
    "questions", "items", "data", "list", "cards", "flashcards", "notes", "entries", "results", "result", "content",
    "interview questions", "sample questions", "question list", "guide", "bank", "question bank", "response", "output",
    "interview", "interview guide", "interview prep", "quiz", "qa", "q&a", "faqs list",
}  # fmt: skip
_GUIDE = {
    **{"title": "title", "guide title": "title", "name": "title", "company": "company", "company name": "company"},
    **{"role": "role", "position": "role", "job title": "role", "level": "level", "seniority": "level"},
    **{"date": "date", "created": "date", "summary": "summary", "description": "summary", "overview": "summary"},
    **{"introduction": "summary", "intro": "summary"},
}
_ROUND = {
    **{"format": "format", "what to expect": "what_to_expect", "description": "what_to_expect"},
    **{"overview": "what_to_expect", "about": "what_to_expect", "tips": "tips"},
}
# Names by which programs know a part, and nothing that anybody wrote.
_HANDLES = {"id", "key", "uuid", "slug", "number", "order", "index", "position", "#", "no"}
_COUNTED = re.compile(r"(?:q|question|item|no|nr|number)?\W*\d{1,5}", re.IGNORECASE)
_YAML = re.compile(r"(?:---[ \t]*\n\s*)?(?:#[^\n]*\n\s*){0,100}(?:- |-\n|[\w\"'][^:\n]{0,60}:(?:\s|$)|\[|\{)")
_YAML_NAME = re.compile(r"^[ \t]*(?:- +)?[\"']?(?:questions?|prompt|q|term|front)[\"']?[ \t]*:(?:\s|$)", re.MULTILINE)


class NoQuestions(Unreadable):
    """The values are well written, and there is no question in them."""


def is_json(text):
    """Return whether a text looks like JSON, or like JSON on every line."""
    return text.lstrip()[:1] in ("[", "{") and text.rstrip()[-1:] in ("]", "}")


def understand_json(text):
    """Return the Understood of JSON. Raises Unreadable."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        value = _lines(text)
        if value is None:
            raise Unreadable(f"The JSON is broken or cut off at line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise Unreadable("The JSON is nested too deeply.") from None
    except ValueError:
        raise Unreadable("The JSON holds a number of thousands of figures.") from None
    return understand_value(value)


def _lines(text):
    """Return the values of a text with one object on each line, or None where it is none."""
    found = [line for line in text.split("\n") if line.strip()]
    if len(found) < 2 or not all(line.strip().startswith("{") for line in found[:2]):
        return None
    values = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            values += [json.loads(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            if not values:
                return None
            raise Unreadable(f"The JSON is broken or cut off at line {number}: {error.msg}.") from None
        except (RecursionError, ValueError):
            return None
    return values


def understand_yaml(text):
    """Return the Understood of YAML; None of a text without questions in it: much that is prose is YAML as well."""
    if len(text) > MOST_YAML or not _YAML.match(text.lstrip()) or not _YAML_NAME.search(text):
        return None
    try:
        value = read(text.encode())
        found = understand_value(value) if isinstance(value, list | dict) else None
    except (Malformed, NoQuestions, RecursionError):
        return None
    return found if found is not None and found.questions else None


def understand_value(value):
    """Return the Understood of plain values. Raises Unreadable where there is no question in them."""
    walk = _Walk()
    walk.visit(value, (), is_top=True)
    found = walk.rows.finished()
    if not walk.rows.has_content and not found.tips and not found.frequently_asked:
        raise NoQuestions("There is no question in the file: write a list of objects, each with a “question”.")
    return found


def called(name):
    """Return the name of a field as words: `followUps` and `follow_ups` are follow ups."""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name)).replace("_", " ").split())


class _Walk:
    """Walks through values; a path holds the (role, name) of the places around."""

    def __init__(self):
        self.rows = Rows()
        self.found = self.rows.found
        self.number = 0

    def visit(self, value, path, *, role=None, is_top=False, is_list_of_questions=True, is_sure=False):
        """
        Read a value; `role` is what the entries of a list are where their list says so.

        `is_list_of_questions`: texts in a list are questions; `is_sure`: its name says that it is one of questions.
        """
        if len(path) > MOST_DEPTH:
            raise Unreadable(_NESTED)
        if isinstance(value, dict):
            if not self._is_question(value, is_list_of_questions and not is_top and role is None):
                self._place(value, path, role, is_top)
        elif isinstance(value, list):
            if len(value) > MOST_ROWS:
                raise Unreadable(f"The list has more than {MOST_ROWS:,} questions: split it.")
            for one in value:
                patience.check()
                if isinstance(one, list):
                    # Lists within lists have no names; the path grows all the same, so that they end.
                    self.visit(one, (*path, (None, "")), role=role)
                elif isinstance(one, str) and role is None and (is_list_of_questions or is_likely(one)):
                    self._add([(Column("", labels.QUESTION), _text(one))], path)
                elif isinstance(one, str) and role is not None:
                    self._places(path, (role, _text(one)))
                elif isinstance(one, dict):
                    with_place = (*path, (None, ""))
                    if role is None and self._is_question(one, is_list_of_questions, path, is_sure):
                        continue
                    self._place(one, with_place[:-1], role, False)
                else:
                    self._lost(_text(one))
        else:
            self._lost(_text(value))

    def _is_question(self, value, is_listed, add_to=(), is_sure=False):
        """Add an object that is a question, and return whether it is; `is_sure`: its list is one of questions."""
        fields = [(called(name), inner) for name, inner in value.items()]
        columns = [(Column(_title(name), field_of(name)), inner) for name, inner in fields]
        asked = [column for column, inner in columns if column.field == labels.QUESTION and _is_text(inner)]
        if not asked and is_listed and not any(_holds_objects(inner) for inner in value.values()):
            named = {name.lower(): (name, _text(inner)) for name, inner in fields if _is_text(inner)}
            asked = [named[name][0] for name in _TEXTS if name in named and (is_sure or is_likely(named[name][1]))][:1]
            columns = [
                (Column(column.name, labels.QUESTION) if name in asked else column, inner)
                for (name, _inner), (column, inner) in zip(fields, columns, strict=True)
            ]
        if not asked:
            return False
        # The question itself comes first, whatever the order of the fields; then it has what its prompt says of it.
        columns.sort(key=lambda pair: pair[0].field != labels.QUESTION)
        self._add([pair for column, inner in columns for pair in _cells(column, inner)], add_to)
        return True

    def _add(self, cells, path):
        self.number += 1
        if self.number > MOST_ROWS:
            raise Unreadable(f"The list has more than {MOST_ROWS:,} questions: split it.")
        a_round, topic = _where(path)
        cells = [(column, cell) for column, cell in cells if cell.strip()]
        if not self.rows.add(cells, self.number, a_round=a_round, topic=topic):
            self._lost(" | ".join(cell for _column, cell in cells))

    def _place(self, value, path, role, is_top):
        """Read an object that is no question: the guide, a round, a topic, or lists under their names."""
        named = {called(name).lower(): inner for name, inner in value.items()}
        numbers = [name for name in value if _COUNTED.fullmatch(str(name).strip())]
        if value and len(numbers) == len(value):
            self.visit(list(value.values()), path, role=role)
            return
        naming = next((n for n in _NAMES if not is_top and n in named and _is_text(named[n])), None)
        own = (role or (_NAMES[naming] if naming else None), _text(named[naming])) if naming else None
        here = (*path, own) if own else path
        place = self._places(path, own) if own and own[0] else None
        for name, inner in value.items():
            patience.check()
            words = called(name).lower()
            if words == naming or inner is None or inner == "" or inner == [] or words in _HANDLES:
                continue
            if not (self._detail(words, inner, is_top) or self._of_place(words, inner, place, own)):
                self._inner(name, words, inner, here, is_top)

    def _inner(self, name, words, inner, path, is_top):
        """Read a part of an object that is no detail of it."""
        section = labels.section_of(words)
        if words in ("frequently asked", "faq", "faqs", "frequently asked questions") and isinstance(inner, list):
            self._asked(inner)
        elif section == labels.TIPS and isinstance(inner, list | str):
            self._tips(inner)
        elif section in (labels.RESOURCES, labels.SOURCES) and isinstance(inner, list):
            self._references(inner, section)
        elif words in _LISTS:
            entries = [_with_name(key, one) for key, one in inner.items()] if isinstance(inner, dict) else inner
            self.visit(entries, path, role=_LISTS[words])
        elif isinstance(inner, dict | list):
            is_wrapper = words in _WRAPPERS or field_of(words) == labels.QUESTION
            below = path if is_wrapper else (*path, (None, _text(name)))
            if is_wrapper and isinstance(inner, dict):
                self.visit(inner, below, is_top=is_top)
            else:
                self.visit(
                    inner, below, is_list_of_questions=is_wrapper or _are_questions(inner), is_sure="question" in words
                )
        elif is_likely(str(name)) and not isinstance(inner, bool):
            self._add([(Column("", labels.QUESTION), _text(name)), (Column("", labels.EXPECTED), _text(inner))], path)
        else:
            self._lost(f"{name}: {_text(inner)}")

    def _detail(self, words, inner, is_top):
        """Read a detail of the guide; return whether it is one."""
        name = _GUIDE.get(words) if is_top and _is_text(inner) else None
        if name is None or getattr(self.found.guide, name) is not None:
            return False
        setattr(self.found.guide, name, _text(inner))
        return True

    def _of_place(self, words, inner, place, own):
        """Read what is said of a round or topic; return whether it is that."""
        if place is None or isinstance(inner, dict) or _holds_objects(inner):
            return False
        if own[0] == ROUND:
            name = _ROUND.get(words)
            if field_of(words) == labels.MINUTES and place.minutes is None:
                text = _text(inner)
                place.minutes = minutes_of(f"{text} min" if re.fullmatch(r"[\d\s–-]+", text) else text)
                return place.minutes is not None
        else:
            name = {"description": "description", "overview": "description"}.get(words)
        if name is None or getattr(place, name) is not None:
            return False
        setattr(place, name, _text(inner))
        return True

    def _places(self, path, own):
        """Return the Round or Topic that `own`, a role and a name, is."""
        role, name = own
        if not name:
            return None
        if role == ROUND:
            return self.rows.places.round(name)
        return self.rows.places.topic(*_where((*path, own)))

    def _asked(self, entries):
        for one in entries:
            named = {field_of(called(name)): _text(inner) for name, inner in one.items()} if _is_object(one) else {}
            if named.get(labels.QUESTION):
                answer = named.get(labels.EXPECTED) or None
                self.found.frequently_asked.append(FrequentlyAsked(named[labels.QUESTION], answer, self._line()))
            else:
                self._lost(_text(one))

    def _tips(self, entries):
        for one in entries if isinstance(entries, list) else [entries]:
            named = {called(name).lower(): _text(inner) for name, inner in one.items()} if _is_object(one) else {}
            title = named.pop("title", None) or named.pop("name", None)
            batch = int(named.pop("batch")) if re.fullmatch(r"\d{1,3}", named.get("batch", "")) else None
            body = "\n\n".join(text for name, text in named.items() if text and name not in _HANDLES | {"line"})
            body = body if named or title else _text(one)
            if title or body:
                self.found.tips.append(Tip(title or None, body or None, batch, self._line()))

    def _references(self, entries, section):
        for one in entries:
            named = {called(name).lower(): _text(inner) for name, inner in one.items()} if _is_object(one) else {}
            url = named.pop("url", None) or named.pop("link", None)
            title = named.pop("title", None) or named.pop("name", None) or url or ("" if named else _text(one))
            note = "\n\n".join(text for name, text in named.items() if text and name not in _HANDLES)
            if title:
                found = self.found.resources if section == labels.RESOURCES else self.found.sources
                found.append(Reference(title, url or None, note or None))
            elif note:
                self._lost(note)

    def _line(self):
        return self.number + 1

    def _lost(self, text):
        if text.strip():
            self.found.not_understood.append({"line": self._line(), "text": text})


def _where(path):
    """Return (name of the round, name of the topic) of a path."""
    path = [(role, name) for role, name in path if name]
    rounds = [name for role, name in path if role == ROUND]
    others = [name for role, name in path if role != ROUND]
    if not rounds and len(others) > 1 and path[0][0] is None:
        rounds, others = others[:1], others[1:]
    return (rounds[-1] if rounds else None), " / ".join(others) or None


def _cells(column, value):
    """Return (Column, text) of a field; several where the field is a list whose entries count one by one."""
    if isinstance(value, list) and column.field in (labels.KEY_POINTS, labels.PROBES, labels.LOOKED_FOR, labels.SAMPLE):
        field = labels.KEY_POINTS if column.field == labels.LOOKED_FOR else column.field
        return [(Column(column.name, field, is_entry=True), _entry(one)) for one in value]
    if column.field == labels.TOPIC and isinstance(value, list):
        return [(column, ", ".join(_text(one) for one in value))]
    return [(column, _text(value))]


def _entry(value):
    """Return an entry of a list as a text: of an object its words, what it is first."""
    if not isinstance(value, dict):
        return _text(value)
    words = [_text(inner) for name, inner in value.items() if called(name).lower() not in _HANDLES]
    words = [one for one in words if one]
    return f"{words[0]} ({'; '.join(words[1:])})" if len(words) > 1 else "".join(words)


def _text(value, depth=0):
    """Return a value as Markdown."""
    if depth > MOST_DEPTH:
        raise Unreadable(_NESTED)
    if isinstance(value, str):
        return readable(without_halves(value)).strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        parts = [part for one in value if (part := _text(one, depth + 1))]
        return "\n".join("- " + part.replace("\n", "\n  ") for part in parts)
    if isinstance(value, dict):
        parts = [(_title(called(name)), _text(inner, depth + 1)) for name, inner in value.items()]
        lists = [f"**{name}:**\n{text}" if text[:2] == "- " else f"**{name}:** {text}" for name, text in parts if text]
        return "\n\n".join(lists)
    return str(value)


def _title(name):
    return name[:1].upper() + name[1:] if " " in name or name.islower() else name


def _is_text(value):
    return isinstance(value, str | int | float) and not isinstance(value, bool) and bool(str(value).strip())


def _is_object(value):
    return isinstance(value, dict)


def _holds_objects(value):
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _are_questions(value):
    """Whether most of the texts of a list read like questions."""
    texts = [one for one in value if isinstance(one, str)]
    return not texts or sum(map(is_likely, texts)) * 2 >= len(texts)


def _with_name(name, value):
    """Return the entry of an object of rounds or topics as one of a list would be."""
    return {"name": name, **value} if isinstance(value, dict) else {"name": name, "questions": value}
