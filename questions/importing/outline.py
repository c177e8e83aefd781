"""Sections into rounds and topics: which is which follows from what they hold, and how deep they are nested."""

from questions.importing import understood
from questions.importing.desk import is_round_name
from questions.importing.drafts import joined
from questions.importing.labels import normal
from questions.importing.measures import difficulty_of, minutes_of


class Outline:
    """The rounds of a file; `spans` are the lines that they are made of."""

    def __init__(self, root):
        self.rounds = []
        self.spans = []
        self.places = {}  # id of a round or topic: the lines that name it
        self.lines = {}  # id of a question: its draft
        self._by_name = {}  # the rounds by name
        self._topics = {}  # the topics by id of their round and name
        self._own_topic(root)
        for section in root.children:
            self._visit(section, None, ())

    def _visit(self, section, a_round, path):
        if section.kind == "container":
            before = len(self.rounds)
            for child in section.children:
                self._visit(child, None, ())
            if len(self.rounds) > before or section.has_questions:
                self.spans += section.spans
            if section.questions:
                self._topic(section, None, None)
            return
        if a_round is None and self._is_round(section):
            self._round(section)
            return
        topics = section.kind.startswith("topic")
        is_told = topics and (section.description or a_round is not None)
        if not (section.has_questions or is_told or any(child.kind.startswith("topic") for child in section.children)):
            return
        name = ": ".join([*path, section.name] if section.name else path) or None
        if section.questions or topics:
            self._topic(section, a_round, name)
        else:
            self.spans += section.spans
            self._describe(section, a_round)
        for child in section.children:
            self._visit(child, a_round, (*path, section.name) if section.name else path)

    def _is_round(self, section):
        if section.kind.startswith("topic"):
            return False
        if section.name and normal(section.name) in self._by_name:
            return True
        if section.kind == "round" or section.what_to_expect or section.tips:
            return True
        if any(child.kind.startswith("topic") for child in section.children):
            return True
        if is_round_name(section.name) and (section.has_questions or section.description):
            return True
        return any(child.has_questions for child in section.children)

    def _round(self, section):
        expect = section.what_to_expect or section.description
        text = joined(expect)
        made = understood.Round(
            name=section.name,
            format=section.format,
            minutes=section.minutes or (minutes_of(text[:400]) if text else None),
            what_to_expect=text,
            tips=joined(section.tips),
        )
        made = self._merged(made)
        self.spans += section.spans
        self.places.setdefault(id(made), section.spans)
        self._claim(expect + section.tips)
        if section.what_to_expect and section.description:
            made.what_to_expect = joined(section.description + section.what_to_expect)
            self._claim(section.description)
        if section.questions:
            self._add(made, None, section.questions, [])
        for child in section.children:
            self._visit(child, made, ())

    def _merged(self, made):
        """Add a round, or what it says to the round of the same name, such as one from a table above."""
        known = self._by_name.setdefault(normal(made.name or ""), made)
        if known is made or not made.name:
            self.rounds.append(made)
            return made
        known.format = known.format or made.format
        known.minutes = known.minutes or made.minutes
        for name in ("what_to_expect", "tips"):
            texts = filter(None, [getattr(known, name), getattr(made, name)])
            setattr(known, name, "\n\n".join(texts) or None)
        return known

    def _own_topic(self, section):
        if any(not draft.is_pending for draft in section.questions):
            self._add(self._nameless(), None, section.questions, [])

    def _topic(self, section, a_round, name):
        self.spans += section.spans
        holder = a_round or self._nameless()
        topic = self._add(holder, name, section.questions, section.description, difficulty_of(section.name or ""))
        if topic is not None:
            self.places.setdefault(id(topic), section.spans)

    def _describe(self, section, a_round):
        """Keep what is said below a heading that only holds others."""
        if section.description and a_round is not None:
            a_round.what_to_expect = "\n\n".join(filter(None, [a_round.what_to_expect, joined(section.description)]))
            self._claim(section.description)

    def _nameless(self):
        if None not in self._by_name:
            self._by_name[None] = understood.Round(name=None)
            self.rounds.append(self._by_name[None])
        return self._by_name[None]

    def _add(self, a_round, name, drafts, description, difficulty=None):
        self._claim(description)
        drafts = [draft for draft in drafts if not draft.is_pending]
        topic = self._named(a_round, name) if drafts == [] or any(not draft.topic for draft in drafts) else None
        if topic is not None and description:
            topic.description = "\n\n".join(filter(None, [topic.description, joined(description)]))
        for draft in drafts:
            question = draft.finished()
            question.difficulty = question.difficulty or difficulty
            self.lines[id(question)] = draft
            place = self._named(a_round, draft.topic) if draft.topic else topic
            place.questions.append(question)
        return topic

    def _named(self, a_round, name):
        if (id(a_round), name) not in self._topics:
            self._topics[id(a_round), name] = understood.Topic(name)
            a_round.topics.append(self._topics[id(a_round), name])
        return self._topics[id(a_round), name]

    def _claim(self, pieces):
        self.spans += [(piece.line, piece.end) for piece in pieces]
