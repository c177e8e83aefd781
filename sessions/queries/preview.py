"""What a candidate would see of a question or a guide, for curators: drafts too, and what is not saved yet."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from questions.models import Guide, Question, Status
from questions.rubrics import content_with
from sessions.queries import cards
from sessions.queries.guides import GuidePage, guide_page


@dataclass(frozen=True)
class Preview:
    """A question as its card shows it, and its content as rooms and rating pages do (None without a rubric)."""

    question: Question
    card: cards.Card
    content: dict | None

    @property
    def is_public(self):
        """Whether candidates see it at all."""
        guide = self.question.guide if self.question.guide_id else None
        return self.question.status == Status.PUBLISHED and guide is not None and guide.status == Status.PUBLISHED


def preview(question, key_points, criteria):
    """
    Return the Preview of `question` with these key points and criteria (rows, saved or not); one query for the samples.

    It is for the admin, which is closed to whoever sits in a realistic interview.
    """
    content = content_with(question, key_points, criteria) if question.rubric_id else None
    points = [cards.Point(point.text, point.why) for point in sorted(key_points, key=lambda point: point.position)]
    samples = cards.samples_of(question) if question.pk else []
    card = cards.Card(question, is_hidden=False, reveals=True, points=points, samples=samples)
    return Preview(question, card, content)


@dataclass(frozen=True)
class GuidePreview:
    """The page of a guide, and its questions of every status but retired by topic: {topic pk: [Question]}."""

    guide: Guide
    page: GuidePage
    questions: dict = field(default_factory=dict)

    @property
    def topics(self):
        """(RoundEntry, [(topic, its questions)]) for every round."""
        return [
            (entry, [(one.topic, self.questions.get(one.topic.pk, [])) for one in entry.topics])
            for entry in self.page.rounds
        ]


def preview_of_guide(guide):
    """Return the GuidePreview of `guide`, whose own texts may be unsaved, as a visitor sees it; four queries."""
    questions = {}
    if guide.pk:
        rows = Question.objects.filter(guide=guide).exclude(status=Status.RETIRED)
        for question in rows.order_by("position", "pk"):
            questions.setdefault(question.topic_id, []).append(question)
    page = guide_page(AnonymousUser(), guide) if guide.pk else GuidePage(guide, [])
    return GuidePreview(guide, page, questions)
