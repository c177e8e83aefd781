"""YAML from a file into plain values: nothing is executed, nothing is silently dropped, nothing explodes."""

import yaml

from questions.importing import patience

MOST_BYTES = 5 * 1024 * 1024
MOST_DEPTH = 40


class Malformed(ValueError):
    """The text is not YAML that we read; the message says why and on which line."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """PyYAML's safe loader, which besides refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node, deep=False):
        seen = {}
        for key_node, _value in node.value:
            line = key_node.start_mark.line + 1
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int):
                raise Malformed(f"line {line}: a name is expected here, not {key!r}.")
            if key in seen:
                raise Malformed(f"line {line}: {key!r} stands here a second time (first on line {seen[key]}).")
            seen[key] = line
        return super().construct_mapping(node, deep=deep)


def read(data):
    """
    Return the value of `data`, the bytes of a YAML file, as dicts, lists, texts, numbers, dates and None.

    Raises Malformed with a message that names the line where there is one.
    """
    if len(data) > MOST_BYTES:
        raise Malformed(f"The file is larger than {MOST_BYTES // (1024 * 1024)} MB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Malformed(f"line {line}: this is not UTF-8. Save the file in that encoding.") from None
    try:
        _refuse_tricks(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise Malformed(f"{line}this is not valid YAML: {said}.") from None
    except yaml.YAMLError as error:
        raise Malformed(f"This is not valid YAML: {str(error).splitlines()[0]}.") from None
    except ValueError as error:
        if isinstance(error, Malformed):
            raise
        # A date such as 2026-13-40 looks like one and is none.
        raise Malformed(f"A value cannot be read: {error}.") from None


def _refuse_tricks(text):
    """Refuse aliases, by which a small file can unfold to gigabytes, and nesting that exhausts the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        patience.check()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Malformed(f"line {line}: aliases (*name) are not read here. Write the text out, or put it in quotes.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise Malformed(f"line {line}: nested too deeply.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
