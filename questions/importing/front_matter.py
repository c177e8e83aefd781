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
    r"associate|representative|coordinator|assistant|sre|tpm|pm|swe|"
    r"teller|clerk|chef|cook|librarian|guard|driver|operator|supervisor|receptionist|technician|electrician|mechanic|"
    r"plumber|planner|buyer|advis[eo]r|agent|trainer|coach|tutor|lecturer|editor|journalist|translator|lawyer|paralegal|"
    r"secretary|pharmacist|therapist|doctor|dentist|paramedic|pilot|attendant|cashier|barista|waiter|bartender|baker|"
    r"gardener|carpenter|welder|strategist|auditor|banker|trader|underwriter|actuary|economist|statistician|programmer|"
    r"chemist|inspector|surveyor|photographer|producer|dispatcher|porter|bookkeeper|caregiver|carer|counsel+or)"
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
                 r"(?:(?:position|role|interview|job|guide|questions|preparation|prep)\s+)*(?:at|with|for)\s+"
                 r"(?P<company>(?-i:[A-Z][\w.&'-]*(?:\s+(?:(?:&|of|and)\s+)?[A-Z][\w.&'-]*){0,3}))",
                 re.IGNORECASE)  # fmt: skip

_PART = re.compile(r"\s+[-–—|·]\s+|:\s+")
_GENERIC = re.compile(
    r"\b(?:interviews?|guide|questions?|prep|preparation|kit|notes|list|bank|q&a|study|practice|cheat ?sheet)\b",
    re.IGNORECASE,
)
_FOR = re.compile(rf"\b(?:for|as)\s+(?:an?\s+|the\s+|your\s+)?((?:[\w&/-]+\s+){{0,4}}?{_ROLE_END})s?$", re.IGNORECASE)
_ENDS_ROLE = re.compile(rf"(?:[\w&/'-]+\s+){{0,4}}{_ROLE_END}s?$", re.IGNORECASE)


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
            guide.role = guide.role or _without_level(found["role"].strip(), level)
            guide.company = guide.company or found["company"].strip()
            break
    bare = " ".join(re.sub(r"\([^()]*\)", "", title).split())
    if _from_parts(guide, bare, text):
        return
    name = _TAIL.sub("", bare).strip(" -–—:|")
    roles = list(_ROLE.finditer(name))
    if not roles or name[roles[-1].end() :].strip(" -–—:|,"):
        return
    before, role = name[: roles[-1].start()].strip(" -–—:|,"), roles[-1][0].strip()
    company, more = _company(before, text)
    if before and company is None and all(_is_common(word, text) for word in before.split()):
        # No name of a company, but a part of that of the role.
        more = before
        before = ""
    if before and company is None:
        return
    guide.company = guide.company or company
    if guide.role is None:
        guide.role = _without_level(f"{more} {role}".strip(), level)


def _from_parts(guide, title, text):
    """Read a title in parts, such as "Acme - Product Manager Interview Guide"; return whether it said a role."""
    parts = [part.strip() for part in _PART.split(title) if part.strip()]
    level = _LEVEL.search(title)
    found = None
    for part in parts if len(parts) > 1 else ():
        name = _TAIL.sub("", part).strip()
        if _ENDS_ROLE.fullmatch(name) and (found := name):
            break
    if found is None and guide.company is None and _GENERIC.search(title) and (match := _FOR.search(title)):
        guide.role = guide.role or _without_level(match[1], level)
        return True
    if found is None:
        return False
    company, more = _company(found, text)
    others = [part for part in parts if not part.startswith(found) and not _GENERIC.search(part)]
    if company is None and len(others) == 1 and _company(others[0], text)[0] == others[0]:
        company, more = others[0], found
    elif company is None:
        before = found[: list(_ROLE.finditer(found))[-1].start()].split()
        if not all(_is_common(word, text) for word in before):
            return False
        more = found
    guide.company = guide.company or company
    guide.role = guide.role or _without_level(more, level)
    return True


def _without_level(role, level):
    if level and role.lower().startswith(level[1].lower() + " "):
        return role[len(level[1]) + 1 :]
    return role


def _is_common(word, text):
    """Whether a word stands somewhere in small letters, as the name of a company would not."""
    return bool(re.search(rf"(?<![\w./@-]){re.escape(word.lower())}(?![\w@-])", text))


def _company(words, text, least=2):
    """Return (the company that words begin with, the words after it)."""
    parts = words.split()
    for length in range(min(len(parts), 4), 0, -1):
        name = " ".join(parts[:length]).removesuffix("'s").removesuffix("’s")
        is_common = all(_is_common(part, text) for part in name.split())
        if name[:1].isupper() and not is_common and len(re.findall(rf"\b{re.escape(name)}\b", text)) >= least:
            return name, " ".join(parts[length:])
    return None, ""


def is_name(text):
    """Whether the first line of a plain text names it."""
    return (
        bool(re.search(r"\b(?:interview|guide|questions|preparation|prep)\b", text, re.IGNORECASE)) and "?" not in text
    )
