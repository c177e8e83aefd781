"""Home: one question to try for a visitor; what to go on with and what to practise next for a candidate."""

from dataclasses import dataclass, field

from django.core.validators import slug_re
from django.db.models import Case, Max, OuterRef, Q, Subquery, Value, When

from questions.models import FocusTopic, Guide, Question, Status
from sessions.models import Answer, InterviewStatus, MockInterview, StudyMark
from sessions.queries import history, preparing
from sessions.queries.guides import PUBLISHED_QUESTIONS
from sessions.queries.practise_next import practise_next
from sessions.queries.records import rated_answers

LATELY = 5
# How many preparations are shown before a link shows all.
PREPARATIONS = 3
# How far back one that waits to be rated, or is being reviewed, is looked for.
LOOK_BACK = 25


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


def interviews(user):
    """
    Return the latest interviews of `user`, in one query; one that they sit in now stands first.

    Each has the numbers of queries.history.mine, and `last_saved`: when a text of it was last saved, or None.
    """
    answers = Answer.objects.filter(interview=OuterRef("pk")).order_by().values("interview")
    running_first = Case(When(status=InterviewStatus.RUNNING, then=Value(0)), default=Value(1))
    return list(
        history.mine(user)
        .annotate(last_saved=Subquery(answers.annotate(at=Max("saved_at")).values("at")))
        .order_by(running_first, "-created_at", "-pk")[: LOOK_BACK + 1]
    )


@dataclass
class Home:
    """What a candidate's home shows beside a running interview. Interviews are queries.history.Entry."""

    lately: list = field(default_factory=list)
    to_rate: history.Entry | None = None
    in_review: list = field(default_factory=list)
    practise: list = field(default_factory=list)
    preparations: list = field(default_factory=list)
    # What coaches asked to be answered again, planned and not started
    asked: list = field(default_factory=list)

    @property
    def is_new(self):
        """Whether they have never sat in an interview to its end, and do not prepare anything either."""
        return not self.lately and not self.preparations

    @property
    def due(self):
        """The preparation with the nearest date of which something is due, or None."""
        return next((entry for entry in self.preparations if entry.due), None)

    @property
    def nearest(self):
        """The preparation that comes first and whose guide is still open, or None."""
        return next((entry for entry in self.preparations if entry.is_open), None)


def candidate_home(user, sat, now, today):
    """
    Return the Home of `user` at `now`, where `today` is their day; in seven queries whatever the amount of data.

    `sat` are their latest interviews, without one that is running.
    """
    preparations, marked = preparing.notes(user, today)
    if not sat and not preparations:
        return Home()
    entries = history.entries(sat[:LOOK_BACK])
    records = preparing.records_of(rated_answers(user), marked)
    prepared = [entry.guide for entry in preparations if entry.is_open]
    topics = _topics(user, prepared)
    preparing.note_figures(preparations, topics, records, now)
    return Home(
        lately=entries[:LATELY],
        # One without a single answer needs no judging: it comes after those that do.
        to_rate=min(
            (entry for entry in entries if entry.interview.status == InterviewStatus.RATING),
            key=lambda entry: entry.answered == 0,
            default=None,
        ),
        in_review=[entry for entry in entries if entry.review in {"claimed", "unread"}],
        practise=practise_next(topics, records, prepared),
        preparations=preparations,
        asked=[
            entry
            for entry in entries
            if entry.interview.status == InterviewStatus.PLANNED and entry.interview.asked_in_id is not None
        ],
    )


def _topics(user, prepared):
    """The topics with published questions: of what is prepared, else of every guide that was sat or marked."""
    guides = Guide.objects.visible_to(user)
    if prepared:
        guides = guides.filter(pk__in=prepared)
    else:
        not_yet = StudyMark.objects.filter(candidate=user, mark=StudyMark.Mark.NOT_YET)
        guides = guides.filter(
            Q(pk__in=MockInterview.objects.owned_by(user).values("guide")) | Q(pk__in=not_yet.values("question__guide"))
        )
    return list(
        FocusTopic.objects.filter(round__guide__in=guides)
        .select_related("round__guide")
        .annotate(question_count=PUBLISHED_QUESTIONS)
        .filter(question_count__gt=0)
        .order_by("round__guide", "round__position", "position", "pk")
    )
