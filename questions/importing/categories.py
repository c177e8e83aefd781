"""Categories of other systems' question banks: their paths become rounds and topics."""

import re

from questions.importing.understood import Round, Topic

_EMPTY = re.compile(r"^(?:\$\w+\$|top|default for .*|default|)$", re.IGNORECASE)
# Moodle writes a slash that is part of a name twice.
_SLASH = "\0"


def names_in(path, separator):
    """Return the names of a category's path, without those that every bank has."""
    path = path.replace("//", _SLASH) if separator == "/" else path
    parts = [" ".join(part.replace(_SLASH, "/").split()) for part in path.split(separator)]
    return [part for part in parts if not _EMPTY.match(part)]


class Places:
    """The rounds and topics of an Understood, by their names; those that are missing are made."""

    def __init__(self, understood):
        self.understood = understood
        self._rounds = {a_round.name: a_round for a_round in understood.rounds}
        self._topics = {(a_round.name, topic.name): topic for a_round in understood.rounds for topic in a_round.topics}

    def round(self, name):
        """Return the Round with a name; None is the name of the one for what belongs to none."""
        if name not in self._rounds:
            self._rounds[name] = Round(name)
            self.understood.rounds.append(self._rounds[name])
        return self._rounds[name]

    def topic(self, round_name, name):
        """Return the Topic with a name in the round with a name."""
        if (round_name, name) not in self._topics:
            self._topics[round_name, name] = Topic(name)
            self.round(round_name).topics.append(self._topics[round_name, name])
        return self._topics[round_name, name]

    def of(self, names):
        """
        Return the Topic that `names`, the path of a category, stand for.

        One name is a topic without a round; of several the first is the round and the rest the topic.
        """
        round_name = names[0] if len(names) > 1 else None
        return self.topic(round_name, " / ".join(names[1:] if len(names) > 1 else names) or None)
