"""One's own private guides: the list of them, and one with its questions, to be edited."""

from dataclasses import dataclass

from django.db.models import Count, Q

from questions.importing import key_points
from questions.models import Guide, Import, Question, Status
from sessions.models import MockInterview

IN_ORDER = ("topic__round__position", "topic__round_id", "topic__position", "topic_id", "position", "pk")


def own_guide(user, slug):
    """Return the queryset of the one private guide of `user` with `slug`; deleted ones are hidden."""
    return Guide.objects.filter(owner=user, slug=slug).exclude(status=Status.RETIRED)


@dataclass(frozen=True)
class MyGuides:
    """The private guides of a person, each with `question_count`, and the lists that wait in the preview."""

    guides: list
    waiting: list


def my_guides(user):
    """Return the MyGuides of `user` in two queries."""
    count = Count("questions", filter=Q(questions__status=Status.PUBLISHED))
    guides = Guide.objects.filter(owner=user).exclude(status=Status.RETIRED).annotate(question_count=count)
    waiting = Import.objects.owned_by(user).waiting().defer("text", "understood", "matches", "decisions")
    return MyGuides(list(guides.order_by("title", "pk")), list(waiting))


def without_points(guide):
    """Return the questions of a private guide that have an expected answer and no key points, as a queryset."""
    questions = Question.objects.filter(guide=guide, status=Status.PUBLISHED, key_points=None)
    return questions.exclude(expected_answer="").order_by("position", "pk")


def with_proposals(guide):
    """Return how many questions of a private guide could get key points from their expected answers; one query."""
    answers = without_points(guide).values_list("expected_answer", flat=True)
    return sum(bool(key_points.proposed(answer)) for answer in answers)


@dataclass(frozen=True)
class GuideToEdit:
    """
    A private guide with its questions (each with `point_count`) by round and topic, and its last import.

    `with_proposals`: so many questions could get key points from their expected answers.
    """

    questions: list
    last_import: Import | None
    interviews: int
    with_proposals: int


def beside(question):
    """Return the keys of the questions before and after one in its private guide, None where there is none."""
    keys = list(
        Question.objects.filter(guide=question.guide_id, status=Status.PUBLISHED)
        .order_by(*IN_ORDER)
        .values_list("key", flat=True)
    )
    place = keys.index(question.key)
    return (keys[place - 1] if place else None), (keys[place + 1] if place + 1 < len(keys) else None)


def guide_to_edit(guide):
    """Return the GuideToEdit of a private guide in four queries."""
    questions = (
        Question.objects.filter(guide=guide, status=Status.PUBLISHED)
        .select_related("topic__round", "rubric")
        .annotate(point_count=Count("key_points"))
        .order_by(*IN_ORDER)
    )
    last = Import.objects.filter(guide=guide, written_at__isnull=False, undone_at=None).order_by("-written_at").first()
    interviews = MockInterview.objects.filter(guide=guide).count()
    return GuideToEdit(list(questions), last, interviews, with_proposals(guide))
