"""Home: one question to try for a visitor; what to go on with and what to practise next for a candidate."""

from dataclasses import dataclass, field

from django.core.validators import slug_re
from django.db.models import Count, Exists, Max, OuterRef, Q

from questions.models import FocusTopic, Guide, Question, Status
from sessions import scoring
from sessions.models import InterviewStatus, MockInterview, StudyMark
from sessions.queries import history
from sessions.queries.guides import PUBLISHED_QUESTIONS, OwnRecord, own_record
from sessions.queries.records import by_question, rated_answers

LATELY = 5
# How far back one that waits to be rated, or is being reviewed, is looked for.
LOOK_BACK = 25
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
    if slug_re.fullmatch(after):
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
class Next:
    """A topic to practise next, with the reason: weak, never (practised) or old."""

    topic: FocusTopic
    reason: str
    own: OwnRecord
    not_yet: bool = False


@dataclass
class Home:
    """What a candidate's home shows beside a running interview. Interviews are queries.history.Entry."""

    lately: list = field(default_factory=list)
    to_rate: history.Entry | None = None
    in_review: list = field(default_factory=list)
    practise: list = field(default_factory=list)

    @property
    def is_new(self):
        """Whether they have never sat in an interview to its end."""
        return not self.lately


def candidate_home(user):
    """Return the Home of `user`: in seven queries whatever the amount of data, in one where there is none."""
    interviews = history.mine(user).exclude(status=InterviewStatus.RUNNING)[:LOOK_BACK]
    if not interviews:
        return Home()
    entries = history.entries(interviews)
    return Home(
        lately=entries[:LATELY],
        # One without a single answer needs no judging: it comes after those that do.
        to_rate=min(
            (entry for entry in entries if entry.interview.status == InterviewStatus.RATING),
            key=lambda entry: entry.answered == 0,
            default=None,
        ),
        in_review=[entry for entry in entries if entry.review in {"claimed", "unread"}],
        practise=_practise_next(user, rated_answers(user)),
    )


def _practise_next(user, rows):
    """Weak topics first, the weakest before the others; then one never practised; then those practised longest ago."""
    topics = {}
    for record in by_question(rows).values():
        topics.setdefault(record.topic, []).append(record)
    not_yet = StudyMark.objects.filter(candidate=user, mark=StudyMark.Mark.NOT_YET)
    guides = Guide.objects.visible_to(user).filter(
        Q(pk__in=MockInterview.objects.owned_by(user).values("guide")) | Q(pk__in=not_yet.values("question__guide"))
    )
    found = [
        _next(topic, topics.get(topic.pk, []))
        for topic in FocusTopic.objects.filter(round__guide__in=guides)
        .select_related("round__guide")
        .annotate(
            question_count=PUBLISHED_QUESTIONS,
            not_yet=Exists(not_yet.filter(question__topic=OuterRef("pk"))),
        )
        .filter(question_count__gt=0)
        .order_by("round__guide", "round__position", "position", "pk")
    ]
    return _best(found)


def _next(topic, records):
    own = own_record(records)
    if topic.not_yet or (own.score is not None and scoring.is_weak(own.score)):
        reason = "weak"
    else:
        reason = "old" if own.last is not None else "never"
    return Next(topic, reason, own, topic.not_yet)


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
