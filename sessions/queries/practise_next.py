"""What to practise next, and why: topics that are weak, were never practised, or longest ago."""

from dataclasses import dataclass

from questions.models import FocusTopic
from sessions import scoring
from sessions.models import StudyMark
from sessions.queries.guides import OwnRecord, own_record

NEXT = 3


@dataclass
class Next:
    """A topic to practise next, with the reason: weak, never (practised) or old."""

    topic: FocusTopic
    reason: str
    own: OwnRecord
    not_yet: bool = False


def practise_next(topics, records, prepared):
    """
    Return what to practise next, each a Next.

    Without preparations weak topics come first, then one never practised, then those practised longest ago. Toward
    an interview what was never practised comes first, that of the nearest date before the others.
    """
    of_topic = {}
    for record in records.values():
        of_topic.setdefault(record.topic, []).append(record)
    found = [_next(topic, of_topic.get(topic.pk, [])) for topic in topics]
    if prepared:
        found.sort(key=lambda one: prepared.index(one.topic.round.guide_id))
    return _best(found, never_first=bool(prepared))


def _next(topic, records):
    own = own_record(records)
    not_yet = any(record.mark == StudyMark.Mark.NOT_YET and record.is_published for record in records)
    if not_yet or (own.score is not None and scoring.is_weak(own.score)):
        reason = "weak"
    else:
        reason = "old" if own.last is not None else "never"
    return Next(topic, reason, own, not_yet)


def _best(found, never_first):
    weak = sorted((one for one in found if one.reason == "weak"), key=_weakness)
    never = [one for one in found if one.reason == "never"]
    old = sorted((one for one in found if one.reason == "old"), key=lambda one: one.own.last)
    chosen = never[:1] + weak[: NEXT - 1] if never_first else weak[: NEXT - 1] + never[:1]
    rest = weak[NEXT - 1 :] + never[1:] + old
    return (chosen + rest)[:NEXT]


def _weakness(one):
    score = one.own.score
    coverage = score.coverage if score is not None and score.coverage is not None else scoring.WEAK_COVERAGE
    quality = score.quality if score is not None and score.quality is not None else scoring.WEAK_QUALITY
    return coverage / 100 + quality / 4
