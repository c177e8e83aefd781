"""A question and its key points."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models.guide import FocusTopic, Guide, Status
from questions.models.rubric import Criterion, KeyManager, Rubric


class Difficulty(models.TextChoices):
    """How hard a question is for somebody at the guide's level."""

    EASY = "easy", _("easy")
    MEDIUM = "medium", _("medium")
    HARD = "hard", _("hard")


class QuestionQuerySet(models.QuerySet):
    """Questions by who may see them."""

    def published(self):
        """Questions that are shown and drawn."""
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, user):
        """Published questions of public guides, and those of the private guides of `user`."""
        public = Q(guide__owner=None, guide__status=Status.PUBLISHED)
        mine = Q(guide__owner=user) if user.is_authenticated else Q(pk__in=[])
        return self.published().filter(public | mine)


class QuestionManager(KeyManager.from_queryset(QuestionQuerySet)):
    """Questions, by key too."""


class Question(models.Model):
    """What an interviewer asks, with what a strong answer holds."""

    key = models.SlugField(_("key"), max_length=120, unique=True)
    guide = models.ForeignKey(Guide, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="questions")
    topic = models.ForeignKey(FocusTopic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True, help_text=_("Place in the list."))
    rubric = models.ForeignKey(Rubric, verbose_name=_("rubric"), on_delete=models.PROTECT, related_name="questions")
    criteria = models.ManyToManyField(Criterion, verbose_name=_("criteria"), related_name="questions", blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.MEDIUM)
    minutes = models.PositiveSmallIntegerField(_("suggested minutes"), default=8)
    prompt = models.TextField(_("prompt"))
    expected_answer = models.TextField(_("expected answer"), blank=True, help_text=_("Markdown"))
    why_it_matters = models.TextField(_("why it matters"), blank=True, help_text=_("Markdown"))
    probes = models.JSONField(_("probes"), default=list, blank=True, help_text=_("Follow-up questions"))
    related = models.ManyToManyField("self", verbose_name=_("related"), blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    position = models.PositiveIntegerField(_("position"), default=0)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = QuestionManager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["guide", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "number"], condition=Q(number__isnull=False), name="one_question_per_number"
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 120)), name="question_minutes_1_to_120"),
        ]
        indexes = [models.Index(fields=["topic", "status"], name="question_by_topic")]

    def __str__(self):
        return self.prompt

    def natural_key(self):
        """Return the key."""
        return (self.key,)

    natural_key.dependencies = ["questions.focustopic", "questions.rubric", "questions.criterion"]


class KeyPointManager(models.Manager):
    """Finds key points by natural key."""

    def get_by_natural_key(self, question_key, key):
        """Find a key point by its question's key and its own."""
        return self.get(question__key=question_key, key=key)


class KeyPoint(models.Model):
    """One thing that a strong answer to this question contains, and why mentioning it matters."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="key_points"
    )
    key = models.SlugField(_("key"), max_length=80)
    text = models.CharField(_("text"), max_length=250)
    why = models.CharField(_("why mentioning it matters"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = KeyPointManager()

    class Meta:
        verbose_name = _("key point")
        verbose_name_plural = _("key points")
        ordering = ["question", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="one_key_point_per_key")]

    def __str__(self):
        return self.text

    def natural_key(self):
        """Return the question's key and the key point's."""
        return (self.question.key, self.key)

    natural_key.dependencies = ["questions.question"]
