"""Home: one question to try for a visitor; what to go on with and what to practise next for a candidate."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from questions.models import FocusTopic, Question, Status
from sessions import scoring
from sessions.models import InterviewStatus, MockInterview, Review, ReviewRequest, StudyMark
from sessions.queries.guides import PUBLISHED_QUESTIONS, OwnRecord, own_record
from sessions.queries.records import Record, by_question, rated_answers

LATELY = 5
# How far back one that waits to be rated is looked for.
LOOK_BACK = 50
NEXT = 3


def question_to_try(after=""):
    """
    Return a published question of a public guide with its topic and guide, or None; one query, one more at the end.

    `after` is the key of the one before; after the last comes the first again, and so it does for an unknown key.
    """
    questions = (
        Question.objects.published()
        .filter(guide__owner=None, guide__status=Status.PUBLISHED)
        .select_related("topic", "guide", "rubric")
        .order_by("pk")
    )
    if after:
        before = Question.objects.filter(key=after).values("pk")[:1]
        following = questions.filter(pk__gt=before).first()
        if following is not None:
            return following
    return questions.first()


def running(user):
    """Return the queryset of the interview that `user` sits in, with `question_count` and `last_saved`."""
    return (
        MockInterview.objects.owned_by(user)
        .running()
        .annotate(question_count=Count("answers"), last_saved=Max("answers__saved_at"))
    )


@dataclass
class Lately:
    """A recent interview with its Score, None until it is rated."""

    interview: MockInterview
    score: scoring.Score | None


@dataclass
class Next:
    """A topic to practise next, with the reason: weak, never (practised) or old."""

    topic: FocusTopic
    reason: str
    own: OwnRecord
    not_yet: bool = False


@dataclass
class Home:
    """What a candidate's home shows beside a running interview."""

    lately: list
    to_rate: MockInterview | None
    total: int
    practise: list
    in_review: list

    @property
    def is_new(self):
        """Whether they have never sat in an interview."""
        return not self.lately


def candidate_home(user):
    """Return the Home of `user`: in six queries whatever the amount of data, in one where there is none."""
    interviews = _interviews(user)
    if not interviews:
        return Home(lately=[], to_rate=None, total=0, practise=[], in_review=[])
    rows = rated_answers(user)
    reviews = Review.objects.filter(released_at=None, request__withdrawn_at=None, request__interview__candidate=user)
    return Home(
        lately=[Lately(interview, _score(interview, rows)) for interview in interviews[:LATELY]],
        to_rate=next((one for one in interviews if one.status == InterviewStatus.RATING), None),
        total=interviews[0].total,
        practise=_practise_next(user, rows),
        in_review=list(
            reviews.filter(Q(submitted_at=None) | Q(read_at=None))
            .select_related("coach", "request__interview")
            .order_by("-claimed_at", "-pk")
        ),
    )


def _interviews(user):
    ended = MockInterview.objects.owned_by(user).exclude(status__in=[InterviewStatus.RUNNING, InterviewStatus.PLANNED])
    requests = ReviewRequest.objects.filter(interview=OuterRef("pk"), withdrawn_at=None)
    reviews = Review.objects.filter(request__interview=OuterRef("pk"), request__withdrawn_at=None, released_at=None)
    return list(
        ended.annotate(
            question_count=Count("answers"),
            answered_count=Count("answers", filter=Q(answers__text__regex=r"\S")),
            is_handed_in=Exists(requests.filter(closed_at=None)),
            is_claimed=Exists(reviews.filter(submitted_at=None)),
            is_reviewed=Exists(reviews.filter(submitted_at__isnull=False)),
            total=Subquery(ended.order_by().values("candidate").annotate(n=Count("pk")).values("n")),
        ).order_by("-created_at", "-pk")[:LOOK_BACK]
    )


def _score(interview, rows):
    if interview.status != InterviewStatus.RATED:
        return None
    scores = [row.score for row in rows if row.interview == interview.pk and row.score is not None]
    return scoring.interview_score(scores) if scores else None


def _practise_next(user, rows):
    """Weak topics first, the weakest before the others; then one never practised; then those practised longest ago."""
    topics = {}
    for record in by_question(rows).values():
        topics.setdefault(record.topic, []).append(record)
    not_yet = set(
        StudyMark.objects.filter(candidate=user, mark=StudyMark.Mark.NOT_YET).values_list(
            "question__topic_id", flat=True
        )
    )
    known = topics.keys() | not_yet
    mine = FocusTopic.objects.filter(round__guide__rounds__topics__in=known)
    found = [
        _next(topic, topics.get(topic.pk, []), topic.pk in not_yet)
        for topic in FocusTopic.objects.filter(pk__in=mine.values("pk"))
        .filter(Q(round__guide__owner=None, round__guide__status=Status.PUBLISHED) | Q(round__guide__owner=user))
        .select_related("round__guide")
        .annotate(question_count=PUBLISHED_QUESTIONS)
        .filter(question_count__gt=0)
        .order_by("round__guide", "round__position", "position", "pk")
    ]
    return _best(found)


def _next(topic, records: list[Record], not_yet):
    own = own_record(records)
    if not_yet or (own.score is not None and scoring.is_weak(own.score)):
        reason = "weak"
    else:
        reason = "old" if own.last is not None else "never"
    return Next(topic, reason, own, not_yet)


def _best(found):
    weak = sorted((one for one in found if one.reason == "weak"), key=_weakness)
    never = [one for one in found if one.reason == "never"]
    old = sorted((one for one in found if one.reason == "old"), key=lambda one: one.own.last)
    chosen = weak[: NEXT - 1] + never[:1]
    rest = weak[NEXT - 1 :] + never[1:] + old
    return (chosen + rest)[:NEXT]


def _weakness(one):
    score = one.own.score
    coverage = score.coverage if score is not None and score.coverage is not None else scoring.WEAK_COVERAGE
    quality = score.quality if score is not None and score.quality is not None else scoring.WEAK_QUALITY
    return coverage / 100 + quality / 4
