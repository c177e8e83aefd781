"""
Rounds and topics as the person wants them: renamed, joined, and questions moved among them.

Decisions: {"rounds": {round of the file: name}, "topics": {"round.topic" of the file: [round name, topic name]}}, and
each question's "place": [round name, topic name]. Places of one name, whatever its case, are one place.
"""

from questions.importing.proposed import ProposedRound, ProposedTopic

# A round without a length is planned like the usual one.
ROUND_MINUTES = (30, 60)


def arrange(rounds, decisions):
    """
    Return ProposedRounds as they will be, from those of the file.

    What is joined keeps all its texts and tips. A place that is left empty goes, unless the file says something of it.
    """
    return _Arranging(decisions).arrange(rounds)


def rename(decisions, proposal, round_names, topic_places):
    """
    Return decisions in which rounds and topics of `proposal` have other names, all at once.

    `round_names`: {name: new name}; `topic_places`: {(round, topic): (round, topic)} by name. A topic follows the
    round that it names; a name that another one has joins both.
    """
    names = {name.casefold(): new for name, new in round_names.items()}
    places = {_folded(place): new for place, new in topic_places.items()}
    rounds, topics = {**decisions.get("rounds", {})}, {**decisions.get("topics", {})}
    questions = {**decisions.get("questions", {})}
    for a_round in proposal.rounds:
        new_name = names.get(a_round.name.casefold(), a_round.name)
        if new_name != a_round.name:
            rounds |= {str(source): new_name for source in a_round.sources}
        for topic in a_round.topics:
            here = (a_round.name, topic.name)
            in_round, new = places.get(_folded(here), here)
            if (in_round, new) == here and new_name == a_round.name:
                continue
            there = [names.get(in_round.casefold(), in_round), new]
            topics |= {f"{r}.{t}": there for r, t in topic.sources}
            for question in topic.questions:
                if question.place:
                    key = str(question.index)
                    questions[key] = {**questions.get(key, {}), "place": there}
    return {**decisions, "rounds": rounds, "topics": topics, "questions": questions}


def as_in_the_file(decisions):
    """Return decisions without any renaming, joining or moving."""
    questions = {
        index: {name: value for name, value in decided.items() if name != "place"}
        for index, decided in decisions.get("questions", {}).items()
    }
    kept = {name: value for name, value in decisions.items() if name not in ("rounds", "topics", "questions")}
    return kept | {"questions": {index: decided for index, decided in questions.items() if decided}}


class _Arranging:
    def __init__(self, decisions):
        self.names = decisions.get("rounds", {})
        self.places = decisions.get("topics", {})
        self.rounds, self.topics = {}, {}

    def arrange(self, rounds):
        """Rounds first, so that a topic that moves forward finds its round with all its texts."""
        own = [self._joined(a_round, self.names.get(str(r), a_round.name), r) for r, a_round in enumerate(rounds)]
        moving, lost = [], {id(own[r]) for r, a_round in enumerate(rounds) if a_round.topics}
        for r, a_round in enumerate(rounds):
            for t, topic in enumerate(a_round.topics):
                moved = self.places.get(f"{r}.{t}")
                made = self._topic(self._round(moved[0]), moved[1]) if moved else self._topic(own[r], topic.name)
                made.sources.append((r, t))
                made.description = _together(made.description, topic.description)
                for question in topic.questions:
                    (moving if question.place else made.questions).append(question)
                    if question.place:
                        lost.add(id(made))
        for question in moving:
            self._topic(self._round(question.place[0]), question.place[1]).questions.append(question)
        return list(self._without_emptied(lost))

    def _joined(self, found, name, source):
        made = self.rounds.get(name.casefold())
        if made is None:
            made = self.rounds[name.casefold()] = ProposedRound(
                name, found.format, found.least_minutes, found.most_minutes, found.what_to_expect, [*found.tips]
            )
        else:
            made.format = made.format or found.format
            made.what_to_expect = _together(made.what_to_expect, found.what_to_expect)
            made.tips += [tip for tip in found.tips if tip not in made.tips]
        made.sources.append(source)
        return made

    def _round(self, name):
        if name.casefold() not in self.rounds:
            self.rounds[name.casefold()] = ProposedRound(name, "", *ROUND_MINUTES)
        return self.rounds[name.casefold()]

    def _topic(self, a_round, name):
        key = (a_round.name.casefold(), name.casefold())
        if key not in self.topics:
            self.topics[key] = ProposedTopic(name)
            a_round.topics.append(self.topics[key])
        return self.topics[key]

    def _without_emptied(self, lost):
        """Leave out what is left with nothing, among what held questions or topics in the file (ids in `lost`)."""
        for a_round in self.rounds.values():
            a_round.topics = [
                topic for topic in a_round.topics if topic.questions or topic.description or id(topic) not in lost
            ]
            says = a_round.format or a_round.what_to_expect or a_round.tips
            if a_round.topics or says or id(a_round) not in lost:
                yield a_round


def _together(text, other):
    return text if other in text else "\n\n".join(filter(None, [text, other]))


def _folded(place):
    return tuple(name.casefold() for name in place)
