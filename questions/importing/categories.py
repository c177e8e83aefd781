"""Categories of other systems' question banks: their paths become rounds and topics."""

import re

from questions.importing.understood import Round, Topic

_EMPTY = re.compile(r"^(?:\$\w+\$|top|default for .*|default|)$", re.IGNORECASE)


def names_in(path, separator):
    """Return the names of a category's path, without those that every bank has."""
    parts = [" ".join(part.split()) for part in path.split(separator)]
    return [part for part in parts if not _EMPTY.match(part)]


def topic_in(understood, names):
    """
    Return the Topic that `names`, the path of a category, stand for in `understood`, made where there is none.

    One name is a topic without a round; of several the first is the round and the rest the topic.
    """
    round_name = names[0] if len(names) > 1 else None
    topic_name = " / ".join(names[1:] if len(names) > 1 else names) or None
    a_round = next((one for one in understood.rounds if one.name == round_name), None)
    if a_round is None:
        a_round = Round(round_name)
        understood.rounds.append(a_round)
    topic = next((one for one in a_round.topics if one.name == topic_name), None)
    if topic is None:
        topic = Topic(topic_name)
        a_round.topics.append(topic)
    return topic
