"""One's own private guides: the list of them, and one with its questions, to be edited."""

from dataclasses import dataclass

from django.db.models import Count, Q

from questions.models import Guide, Import, Question, Status
from sessions.models import MockInterview


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


@dataclass(frozen=True)
class GuideToEdit:
    """A private guide with its questions (each with `point_count`) by round and topic, and its last import."""

    questions: list
    last_import: Import | None
    interviews: int


def guide_to_edit(guide):
    """Return the GuideToEdit of a private guide in three queries."""
    questions = (
        Question.objects.filter(guide=guide, status=Status.PUBLISHED)
        .select_related("topic__round", "rubric")
        .annotate(point_count=Count("key_points"))
        .order_by("topic__round__position", "topic__round_id", "topic__position", "topic_id", "position", "pk")
    )
    last = Import.objects.filter(guide=guide, written_at__isnull=False, undone_at=None).order_by("-written_at").first()
    return GuideToEdit(list(questions), last, MockInterview.objects.filter(guide=guide).count())
