"""Progress: per guide a map of rounds and topics, what was practised there and how it was rated."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questions.models import FocusTopic, Guide
from sessions import scoring
from sessions.models import MockInterview, StudyMark
from sessions.queries import preparing
from sessions.queries.guides import PUBLISHED_QUESTIONS, OwnRecord, own_record
from sessions.queries.practise_next import Next, practise_next
from sessions.queries.records import rated_answers

# Until when a topic counts as practised lately, and from when on as pale.
LATELY, PALE = timedelta(days=14), timedelta(days=31)
# So many interviews stand in the row of coverages.
ROW = 10


@dataclass(frozen=True)
class Tally:
    """Answers that were rated, with the Score over them."""

    score: scoring.Score

    @property
    def answers(self):
        """How many they are."""
        return self.score.rated


@dataclass(frozen=True)
class Cell:
    """
    A focus topic on the map: its OwnRecord (means over the last rating of each question) and how many answers it had.

    `questions` counts its published questions, `tried` those of them that were answered; `fresh` and `read` are the
    Tallies of answers to questions not seen, and seen, before. `age` is recent, older, pale or never.
    """

    topic: FocusTopic
    questions: int
    tried: int
    answers: int
    own: OwnRecord
    fresh: Tally
    read: Tally
    age: str


@dataclass(frozen=True)
class Row:
    """A round on the map; `score` is the Score over the last ratings of its questions, or None."""

    round: object
    cells: list
    score: scoring.Score | None

    @property
    def practised(self):
        """How many of its topics were practised."""
        return sum(cell.age != "never" for cell in self.cells)


@dataclass(frozen=True)
class Sat:
    """One interview on the guide: when its first question was opened, and the Score over its rated answers."""

    interview: int
    at: datetime
    score: scoring.Score


@dataclass
class ProgressPage:
    """The progress on one guide: its rows, its rated interviews (the oldest first), what to practise next."""

    guide: Guide
    rows: list = field(default_factory=list)
    sat: list = field(default_factory=list)
    practise: list = field(default_factory=list)
    fresh: Tally | None = None
    read: Tally | None = None
    interviews: int = 0
    since: datetime | None = None

    @property
    def cells(self):
        """The topics of all rounds."""
        return [cell for row in self.rows for cell in row.cells]

    @property
    def practised(self):
        """How many topics were practised."""
        return sum(row.practised for row in self.rows)

    @property
    def pale(self):
        """How many topics were practised longer than a month ago."""
        return sum(cell.age == "pale" for cell in self.cells)

    @property
    def latest(self):
        """The last interviews, at most ten, for the row of their coverages."""
        return [one for one in self.sat if one.score.coverage is not None][-ROW:]


@dataclass
class GuideEntry:
    """One guide in the list: how many of its topics were practised, when last, and the Score over all of it."""

    guide: Guide
    topics: int
    practised: int
    own: OwnRecord
    next: Next | None


def progress_page(user, guide, now, today):
    """Return the ProgressPage of `user` on `guide` at `now`, in four queries whatever the amount of data."""
    topics = list(
        FocusTopic.objects.filter(round__guide=guide)
        .select_related("round")
        .annotate(question_count=PUBLISHED_QUESTIONS)
        .order_by("round__position", "round_id", "position", "pk")
    )
    for topic in topics:
        topic.round.guide = guide
    answers = rated_answers(user, guide)
    preparations, marked = preparing.notes(user, today)
    records = preparing.records_of(answers, marked)
    counted = [one for one in answers if one.counts and one.is_answered]
    at = [one.opened_at for one in counted]
    return ProgressPage(
        guide=guide,
        rows=_rows(topics, records, counted, now),
        sat=_sat(counted),
        practise=practise_next(
            [topic for topic in topics if topic.question_count],
            records,
            [guide.pk] if any(entry.guide == guide.pk and not entry.has_passed for entry in preparations) else [],
        ),
        fresh=_tally(one for one in counted if one.is_fresh),
        read=_tally(one for one in counted if not one.is_fresh),
        interviews=len({one.interview for one in counted}),
        since=min(at, default=None),
    )


def guides_with_progress(user, today):
    """Return a GuideEntry for each guide that `user` sees and has sat in, marked or prepares, in four queries."""
    answers = rated_answers(user)
    preparations, marked = preparing.notes(user, today)
    records = preparing.records_of(answers, marked)
    touched = Guide.objects.visible_to(user).filter(
        Q(pk__in=MockInterview.objects.owned_by(user).values("guide"))
        | Q(pk__in=StudyMark.objects.filter(candidate=user).exclude(mark="").values("question__guide"))
        | Q(pk__in=[entry.guide for entry in preparations])
    )
    topics = {}
    for topic in (
        FocusTopic.objects.filter(round__guide__in=touched)
        .select_related("round__guide")
        .annotate(question_count=PUBLISHED_QUESTIONS)
        .order_by("round__guide__title", "round__guide", "round__position", "position", "pk")
    ):
        topics.setdefault(topic.round.guide_id, []).append(topic)
    of_topic = _by_topic(records)
    prepared = [entry.guide for entry in preparations if not entry.has_passed]
    entries = [_entry(of_guide, records, of_topic, [pk] if pk in prepared else []) for pk, of_guide in topics.items()]
    # What was practised last stands first.
    return sorted(entries, key=lambda entry: -(entry.own.last.timestamp() if entry.own.last else 0))


def sentence(page):
    """Return the one sentence on a ProgressPage: the first of a short list that its figures allow, a neutral last."""
    blank = [row for row in page.rows if row.cells and not row.practised]
    rated = sorted((row for row in page.rows if row.score is not None), key=_strength)
    if not page.practised:
        return _("Nothing practised on this guide yet.")
    if rated and blank:
        if len(blank) == 1:
            return _("Strongest in “%(best)s”; “%(blank)s” is still blank.") % {
                "best": rated[-1].round.name,
                "blank": blank[0].round.name,
            }
        return ngettext(
            "Strongest in “%(best)s”; %(n)d round is still blank.",
            "Strongest in “%(best)s”; %(n)d rounds are still blank.",
            len(blank),
        ) % {"best": rated[-1].round.name, "n": len(blank)}
    if len(rated) > 1 and _strength(rated[0]) < _strength(rated[-1]):
        return _("Strongest in “%(best)s”, most to gain in “%(least)s”.") % {
            "best": rated[-1].round.name,
            "least": rated[0].round.name,
        }
    if page.practised == len(page.cells):
        return _("Every topic of this guide was practised.")
    return _("%(practised)d of %(topics)d topics practised.") % {
        "practised": page.practised,
        "topics": len(page.cells),
    }


def _rows(topics, records, counted, now):
    of_topic, answers = _by_topic(records), {}
    for one in counted:
        answers.setdefault(one.topic, []).append(one)
    rounds, cells = {}, {}
    for topic in topics:
        rounds[topic.round_id] = topic.round
        cells.setdefault(topic.round_id, []).append(
            _cell(topic, of_topic.get(topic.pk, []), answers.get(topic.pk, []), now)
        )
    return [
        Row(
            round=a_round,
            cells=cells[pk],
            score=own_record([record for cell in cells[pk] for record in of_topic.get(cell.topic.pk, [])]).score,
        )
        for pk, a_round in rounds.items()
    ]


def _cell(topic, records, answers, now):
    own = own_record(records)
    return Cell(
        topic=topic,
        questions=topic.question_count,
        tried=sum(record.answered_at is not None and record.is_published for record in records),
        answers=len(answers),
        own=own,
        fresh=_tally(one for one in answers if one.is_fresh),
        read=_tally(one for one in answers if not one.is_fresh),
        age=_age(own.last, now),
    )


def _age(last, now):
    if last is None:
        return "never"
    if now - last <= LATELY:
        return "recent"
    return "older" if now - last <= PALE else "pale"


def _tally(answers):
    return Tally(scoring.interview_score(one.score for one in answers if one.score is not None))


def _sat(counted):
    interviews = {}
    for one in counted:
        interviews.setdefault(one.interview, []).append(one)
    made = [Sat(pk, min(one.opened_at for one in answers), _tally(answers).score) for pk, answers in interviews.items()]
    return sorted((one for one in made if one.score.rated), key=lambda one: (one.at, one.interview))


def _by_topic(records):
    of_topic = {}
    for record in records.values():
        of_topic.setdefault(record.topic, []).append(record)
    return of_topic


def _entry(topics, records, of_topic, prepared):
    here = [record for topic in topics for record in of_topic.get(topic.pk, [])]
    practised = sum(any(record.answered_at for record in of_topic.get(topic.pk, [])) for topic in topics)
    following = practise_next([topic for topic in topics if topic.question_count], records, prepared)
    return GuideEntry(topics[0].round.guide, len(topics), practised, own_record(here), next(iter(following), None))


def _strength(row):
    coverage = row.score.coverage if row.score.coverage is not None else scoring.WEAK_COVERAGE
    quality = row.score.quality if row.score.quality is not None else scoring.WEAK_QUALITY
    return coverage / 100 + quality / 4
