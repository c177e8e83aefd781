"""
What a list that was understood would become in the bank: what was understood -> a Proposal.

The reader's values (`Understood.as_dict`) and what the person decided in the preview make the same Proposal every
time, so that preview, dry run and writing speak of one thing. Nothing of the file is dropped on the way: what has no
place of its own goes where it can be read (see the functions below), and what is too long for a name is kept whole in
the text beside it.

Decisions: {"title": ..., "company": ..., "role": ..., "level": ..., "rounds" and "topics" as in `placing`,
            "ticked": [index, ...],
            "questions": {index: {"do": import, update or skip, "into": key of the question that it is merged into,
                                  "leave": [field, ...], "place": [round, topic], "kind": ...,
                                  and fields of an edited question}}}.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from questions.importing import key_points, kinds
from questions.importing.key_points import cut, plain
from questions.importing.placing import ROUND_MINUTES, arrange
from questions.importing.proposed import Proposal, ProposedQuestion, ProposedRound, ProposedTopic
from questions.models import Difficulty, Guide, Medium, Question, Round

# A question without a length is planned like most.
QUESTION_MINUTES = Question._meta.get_field("minutes").default
MOST_QUESTION_MINUTES = 120
MOST_SMALL = 32_767
MOST_CRITERIA = 3
IMPORT, UPDATE, SKIP = "import", "update", "skip"
# What is decided about a question beside what it says.
ABOUT = {"do", "into", "leave", "place"}

_EASY = re.compile(r"\b(?:easy|basic|beginner|junior|entry|simple|low|warm)", re.IGNORECASE)
_HARD = re.compile(r"\b(?:hard|difficult|advanced|expert|senior|tough|high|challenging)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:(?:interview )?round|(?:focus )?topic|stage)\s*\d*\W*[:.–—-]\s*(?=\w)", re.IGNORECASE)
_is_url = URLValidator(schemes=["http", "https"])


def propose(understood, decisions, known_kinds, name=""):
    """
    Return the Proposal for `understood` (see `Understood.as_dict`) after `decisions`.

    `known_kinds` are the kinds that have a rubric (at least one); `name` of the source serves where there is no title.
    """
    return _Proposing(understood, decisions, known_kinds, name).proposal()


def add_guesses(understood, known_kinds):
    """
    Note at every question of `understood`, as its "guess", the kind and key points that would be proposed for it.

    They depend on the list alone: what proposes it again and again, as a preview does, guesses once.
    """
    guessed = {question.index: question for question in propose(understood, {}, known_kinds).questions}
    for index, question in enumerate(_questions(understood)):
        made = guessed[index]
        question["guess"] = {"kind": made.kind, "key_points": made.key_points if made.has_proposed_points else []}


class _Proposing:
    def __init__(self, understood, decisions, known_kinds, name):
        self.understood = understood
        self.decisions = decisions
        self.of_questions = decisions.get("questions", {})
        self.known_kinds = known_kinds
        self.name = name
        self.index = 0
        numbers = [question["number"] for question in _questions(understood) if question["number"] is not None]
        # Numbering that begins anew in every section says nothing of the place in the whole list.
        self.keeps_numbers = len(numbers) == len(set(numbers))

    def proposal(self):
        """Return the Proposal."""
        return Proposal(
            guide=self._guide(),
            rounds=arrange([self._round(a_round) for a_round in self.understood["rounds"]], self.decisions),
            tips=[_tip(tip) for tip in self.understood["tips"]],
            resources=[_reference(one) | {"author": "", "medium": Medium.PAGE} for one in self.understood["resources"]],
            sources=[_reference(one) | {"verified_on": None} for one in self.understood["sources"]],
            frequently_asked=[_asked(one) for one in self.understood["frequently_asked"]],
        )

    def _guide(self):
        """The title is the file's, or its name's; the date of the list opens the overview, beside too long a title."""
        found, limits = self.understood["guide"], {name: _limit(Guide, name) for name in ("title", "company")}
        title = self.decisions.get("title") or found["title"] or _title_of(self.name)
        overview = [_("The list is of %(date)s.") % {"date": found["date"]}] if found["date"] else []
        values = {"summary": found["summary"] or "", "title": cut(plain(title), limits["title"])}
        if values["title"] != plain(title):
            overview.append(plain(title))
        for name in ("company", "role", "level"):
            whole = self.decisions[name] if name in self.decisions else found[name] or ""
            values[name] = cut(plain(whole), limits["company"])
            if values[name] != plain(whole):
                overview.append(plain(whole))
        return values | {"overview": "\n\n".join(overview)}

    def _round(self, found):
        """A round and a topic without a name are called General: what stands under no heading. Numbers are left off."""
        name, more = _name(_bare(found["name"]) or _("General"), Round, "name")
        a_format, more_format = _name(found["format"] or "", Round, "format")
        least, most = _span(found["minutes"]) or ROUND_MINUTES
        made = ProposedRound(
            name=name,
            format=a_format,
            least_minutes=min(max(least, 1), MOST_SMALL),
            most_minutes=min(max(most, least, 1), MOST_SMALL),
            what_to_expect="\n\n".join(filter(None, [more, more_format, found["what_to_expect"] or ""])),
            tips=[(_("Tips"), found["tips"])] if found["tips"] else [],
        )
        for topic in found["topics"]:
            topic_name, more = _name(_bare(topic["name"]) or _("General"), Round, "name")
            description = "\n\n".join(filter(None, [more, topic["description"] or ""]))
            questions = [self._question(made, topic_name, question) for question in topic["questions"]]
            made.topics.append(ProposedTopic(topic_name, description, questions))
        return made

    def _kind(self, found, round_name, topic_name):
        guessed = found.get("guess", {}).get("kind")
        if guessed in self.known_kinds:
            return guessed
        return kinds.guess(found["prompt"], round_name, topic_name, self.known_kinds)

    def _question(self, a_round, topic_name, found):
        """
        Sample answers join the expected answer under a heading of their own: they come without reference marks.

        Key points are the file's own, else those that its expected answer suggests.
        """
        index, self.index = self.index, self.index + 1
        decided = self.of_questions.get(str(index), {})
        expected = found["expected_answer"] or ""
        samples = [f"**{_('Sample answer')}**\n\n{text}" for text in found["sample_answers"]]
        own_points = [cut(plain(point), key_points.LONGEST) for point in found["key_points"]]
        too_long = [point for point in found["key_points"] if len(plain(point)) > key_points.LONGEST]
        whole = "\n\n".join(filter(None, [expected, "\n".join(f"- {point}" for point in too_long), *samples]))
        span = _span(found["minutes"])
        number = found["number"] if self.keeps_numbers else None
        said = {name for name in ("why_it_matters", "key_points", "probes", "difficulty", "minutes") if found[name]}
        made = ProposedQuestion(
            index=index,
            line=found["line"],
            number=number if number is not None and 0 <= number <= MOST_SMALL else None,
            prompt=found["prompt"],
            kind=self._kind(found, a_round.name, topic_name),
            difficulty=_difficulty(found["difficulty"]),
            minutes=min(max(span[1], 1), MOST_QUESTION_MINUTES) if span else QUESTION_MINUTES,
            expected_answer=whole,
            why_it_matters=found["why_it_matters"] or "",
            key_points=own_points or _proposed_points(found, expected),
            probes=list(found["probes"]),
            said=said | ({"expected_answer"} if whole else set()) | {"prompt"},
            has_proposed_points=not own_points and bool(expected),
        )
        for name, value in decided.items():
            if name != "kind" or value in self.known_kinds:
                setattr(made, name, value)
            if name not in ABOUT:
                made.said.add(name)
        if "key_points" in decided:
            made.has_proposed_points = False
        return made


def _proposed_points(found, expected):
    return list(found["guess"]["key_points"]) if "guess" in found else key_points.proposed(expected)


def _questions(understood):
    return [
        question for a_round in understood["rounds"] for topic in a_round["topics"] for question in topic["questions"]
    ]


def _title_of(name):
    """Return a title made from the name of a file."""
    stem = re.sub(r"\.\w{1,5}$", "", name)
    return re.sub(r"[-_]+", " ", stem).strip().capitalize() or _("My list")


def _bare(name):
    """Return the name of a round or topic without its number, which its place in the order tells."""
    return _NUMBERED.sub("", name or "", count=1)


def _limit(model, name):
    return model._meta.get_field(name).max_length


def _name(text, model, field_name):
    """Return (a name that fits, the whole of it where it did not)."""
    whole = plain(text)
    short = cut(whole, _limit(model, field_name))
    return short, whole if short != whole else ""


def _span(minutes):
    """Return (least, most) of minutes as `as_dict` writes them: a number, "45-60" or None."""
    if minutes is None:
        return None
    least, _dash, most = str(minutes).partition("-")
    return int(least), int(most or least)


def _difficulty(text):
    if text and _HARD.search(text):
        return Difficulty.HARD.value
    return Difficulty.EASY.value if text and _EASY.search(text) else Difficulty.MEDIUM.value


def _tip(found):
    """A tip without a title is named by its first words."""
    body = found["body"] or ""
    title = plain(found["title"] or body.split("\n")[0])
    short = cut(title, 150)
    if short != title and title not in body:
        body = "\n\n".join(filter(None, [title, body]))
    batch = found["batch"]
    return short, body, batch if batch is not None and 0 <= batch <= MOST_SMALL else None


def _reference(found):
    """What is no web address stands in the note."""
    title = plain(found["title"])
    short, url, note = cut(title, 200), found["url"] or "", [found["note"] or ""]
    if short != title:
        note.insert(0, title)
    try:
        if url:
            _is_url(url)
        if len(url) > 500:
            raise ValidationError(url)
    except ValidationError:
        note.append(url)
        url = ""
    return {"title": short, "url": url, "note": "\n\n".join(filter(None, note))}


def _asked(found):
    question = plain(found["question"])
    short, answer = cut(question, 300), found["answer"] or ""
    return {"question": short, "answer": f"{question}\n\n{answer}".strip() if short != question else answer}
