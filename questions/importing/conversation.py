"""The JSON in which chat assistants export a conversation: turns with a role and a text. Lines are numbers of turns."""

import json
import re

from questions.importing import text_guide
from questions.importing.decoding import readable, without_halves
from questions.importing.labels import turn_of

_ROLE = re.compile(r'"(?:role|sender|author|from|speaker)"\s*:')
_ROLES = ("role", "sender", "author", "from", "speaker")
_TEXTS = ("content", "text", "message", "value", "parts")
_LISTS = ("messages", "chat_messages", "conversation", "conversations", "turns", "history", "chat", "mapping", "data")
MOST_DEPTH = 12


def is_conversation(text):
    """Return whether a text is the JSON of turns."""
    return bool(turns_of(text))


def understand(text):
    """Return the Understood of what was said."""
    turns = turns_of(text)
    parts, numbers = [], [0]
    for number, (role, said) in enumerate(turns, start=1):
        part = f"## {role.upper()}\n\n{said}\n\n"
        parts.append(part)
        numbers += [number] * part.count("\n")
    numbers.append(len(turns))
    found = text_guide.understand("".join(parts).encode())
    for one in (*found.questions, *found.frequently_asked, *found.tips, *found.problems, *found.repeated):
        one.line = None if one.line is None else numbers[one.line]
    for one in found.repeated:
        one.same_as_line = numbers[one.same_as_line]
    for one in found.not_understood:
        one["line"] = numbers[one["line"]]
    return found


def turns_of(text):
    """Return (user or assistant, text) of every turn of a conversation in JSON; none where it is no such thing."""
    if text.lstrip()[:1] not in ("[", "{") or not _ROLE.search(text[:50_000]):
        return []
    try:
        return list(_turns(json.loads(text), 0))
    except (ValueError, RecursionError):
        return []


def _turns(value, depth):
    """Yield the turns in a value, in order."""
    if depth > MOST_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _turns(one, depth + 1)
    elif isinstance(value, dict):
        turn = _turn(value)
        if turn:
            yield turn
            return
        for name, inner in value.items():
            if name in _LISTS or name == "message":
                by_id = name == "mapping" and isinstance(inner, dict)
                yield from _turns(list(inner.values()) if by_id else inner, depth + 1)


def _turn(value):
    role = next((value[name] for name in _ROLES if name in value), None)
    if isinstance(role, dict):
        role = role.get("role") or role.get("name")
    role = turn_of(role) if isinstance(role, str) else None
    said = next((text for name in _TEXTS if (text := _said(value.get(name)))), None)
    return (role, without_halves(readable(said))) if role and said else None


def _said(value):
    """Return the text of a turn, which may come in parts."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return _said(value.get("parts") or value.get("text") or value.get("value"))
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_said, value))) or None
    return None
