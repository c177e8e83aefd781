"""What a file says of itself before its text begins, and what its title says of company, role and level."""

import re

import yaml

_NAMES = {
    "title": "title", "name": "title", "date": "date", "published": "date", "pubdate": "date", "updated": "date",
    "excerpt": "summary", "description": "summary", "summary": "summary", "subtitle": "summary", "company": "company",
    "role": "role", "position": "role", "level": "level", "seniority": "level",
}  # fmt: skip
_MOST_LINES = 200
MOST_TITLE = 300
_LEVEL = re.compile(
    r"\b((?:entry|mid|senior|junior|staff|principal|lead|executive)[- ]level|"
    r"mid[- ]?senior|junior|senior|staff|principal|"
    r"intern(?:ship)?|new[- ]grad(?:uate)?|graduate|l[3-8]|e[3-7]|ic[1-7])\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*[-–—:|]?\s*(?:\b(?:(?:top|best|common|most|\d+\+?|mock|technical|behaviou?ral)\s+)*(?:job )?interviews?\b.*|"
    r"\b(?:preparation|prep|questions?)\b.*)$",
    re.IGNORECASE,
)
_ROLE_END = (
    r"(?:manager|engineer|developer|designer|analyst|scientist|architect|consultant|lead|director|recruiter|"
    r"administrator|specialist|officer|nurse|teacher|accountant|writer|marketer|researcher|tester|owner|master|intern|"
    r"associate|representative|coordinator|assistant|sre|tpm|pm|swe)"
)
_ROLE_WORDS = (
    r"(?:product|technical|program|programme|project|software|data|machine|learning|ml|ai|front[- ]?end|back[- ]?end|"
    r"full[- ]?stack|ux|ui|devops|cloud|security|site|reliability|systems?|network|web|mobile|ios|android|java|python|"
    r"react|business|marketing|sales|account|customer|success|support|engineering|quality|assurance|qa|test|scrum|"
    r"solutions?|research|financial|human|resources|hr|graphic|content|operations|registered|senior|junior|staff|"
    r"principal|lead|associate|supply|chain|risk|investment|platform|infrastructure|database|game|embedded|hardware|"
    r"electrical|mechanical|civil|brand|growth|digital|media|social|office|executive|general|delivery|release)"
)
_ROLE = re.compile(rf"\b(?:{_ROLE_WORDS}[\s/&-]+)*{_ROLE_END}s?\b", re.IGNORECASE)
_AT = re.compile(rf"(?:\b(?:for|as)\s+(?:an?\s+|the\s+)?)?(?P<role>(?:{_ROLE_WORDS}[\s/&-]+)*{_ROLE_END})\s+"
                 r"(?:(?:position|role|interview|job)\s+)?(?:at|with|for)\s+(?P<company>[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,3})",
                 re.IGNORECASE)  # fmt: skip


def split(text):
    """
    Return (values, spans of lines that are understood, lines to leave out, a problem) of a text's front matter.

    `values` are {"title": ..., "date": ..., "summary": ...}: texts as they stand there, never read as dates.
    """
    lines = text.split("\n", _MOST_LINES + 1)
    first = next((index for index, line in enumerate(lines[:20]) if line.strip()), None)
    if first is None or lines[first].strip() != "---":
        return {}, [], 0, None
    for last in range(first + 1, min(len(lines), _MOST_LINES)):
        if lines[last].strip() in ("---", "..."):
            break
    else:
        return {}, [], 0, None
    body = "\n".join(lines[first + 1 : last])
    if not re.match(r"\s*(?:#.*\n\s*)*[\w-]+\s*:", body):
        return {}, [], 0, None
    spans = [(first + 1, first + 1), (last + 1, last + 1)]
    try:
        node = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}, spans, last + 1, (first + 1, "The block between the lines --- cannot be read as YAML.")
    if not isinstance(node, yaml.MappingNode):
        return {}, [], 0, None
    values = {}
    for key, value in node.value:
        name = _NAMES.get(str(key.value).strip().lower()) if isinstance(key, yaml.ScalarNode) else None
        if name is None or name in values or not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            continue
        values[name] = value.value.strip()
        start = first + 1 + key.start_mark.line + 1
        spans.append((start, max(start, first + 1 + value.end_mark.line + (1 if value.end_mark.column else 0))))
    return values, spans, last + 1, None


def complete(guide, text):
    """
    Fill company, role and level of a guide from its title and summary, where they say so plainly.

    The words before a role are the company where the rest of the `text` speaks of it too.
    """
    title = guide.title or ""
    if not title or len(title) > MOST_TITLE:
        return
    level = _LEVEL.search(title)
    if level and guide.level is None:
        guide.level = level[1]
    for said in (title, (guide.summary or "")[:2000]):
        found = _AT.search(said)
        if found and found["company"][:1].isupper():
            guide.role = guide.role or found["role"].strip()
            guide.company = guide.company or found["company"].strip()
            break
    name = " ".join(re.sub(r"\([^()]*\)", "", _TAIL.sub("", title)).split()).strip(" -–—:|")
    roles = list(_ROLE.finditer(name))
    if not roles:
        return
    before, role = name[: roles[-1].start()].strip(" -–—:|,"), roles[-1][0].strip()
    company, more = _company(before, text)
    if before and company is None:
        return
    guide.company = guide.company or company
    if guide.role is None:
        guide.role = f"{more} {role}".strip()
        if level and guide.role.lower().startswith(level[1].lower() + " "):
            guide.role = guide.role[len(level[1]) + 1 :]


def _company(words, text):
    """Return (the company that words begin with, the words after it)."""
    parts = words.split()
    for length in range(min(len(parts), 4), 0, -1):
        name = " ".join(parts[:length]).removesuffix("'s").removesuffix("’s")
        if name[:1].isupper() and len(re.findall(rf"\b{re.escape(name)}\b", text)) > 2:
            return name, " ".join(parts[length:])
    return None, ""


def is_name(text):
    """Whether the first line of a plain text names it."""
    return (
        bool(re.search(r"\b(?:interview|guide|questions|preparation|prep)\b", text, re.IGNORECASE)) and "?" not in text
    )
