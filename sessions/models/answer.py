"""The candidate's text for one question version in one sitting, and its earlier or set-aside texts."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 100_000
# Text that arrives this long after the answer was closed is a normal save: the way from the page to the server.
GRACE = timedelta(seconds=10)
# Text typed in time still counts when it arrives this long after closing.
LATE_ARRIVAL = timedelta(minutes=10)


class AnswerQuerySet(models.QuerySet):
    """Answers by who may see them."""

    def owned_by(self, user):
        """Answers of the candidate's own interviews."""
        return self.filter(interview__candidate=user)


class Answer(models.Model):
    """
    One answer. `revision` counts accepted saves; `saved_by_tab` and `saved_seq` name the last of them.

    `closed_at` is the earliest of: left in realistic pacing, finished, deadline. `seconds_spent` is the time the
    question was in front of the candidate. `arrived_late_at`: written in time, arrived after closing.
    """

    interview = models.ForeignKey("mock_sessions.MockInterview", on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey("questions.QuestionVersion", on_delete=models.PROTECT, related_name="answers")
    topic_name = models.CharField(max_length=120, blank=True)
    was_answered_before = models.BooleanField(default=False)
    was_read_before = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    typed_at = models.DateTimeField(null=True)
    saved_by_tab = models.CharField(max_length=40, blank=True)
    saved_seq = models.PositiveIntegerField(default=0)
    set_aside_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    arrived_late_at = models.DateTimeField(null=True)
    seconds_spent = models.PositiveIntegerField(default=0)
    skipped = models.BooleanField(default=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["interview", "position"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "position"], name="one_answer_per_position"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="answer_position_from_1"),
        ]

    def __str__(self):
        return f"{self.interview_id}/{self.position}"

    @property
    def is_answered(self):
        """Whether it holds more than white space."""
        return bool(self.text.strip())

    @property
    def words(self):
        """The number of words, parted by white space."""
        return len(self.text.split())

    @property
    def content(self):
        """What was asked: the content of the question version (`questions.models.QuestionVersion`)."""
        return self.version.content


class AnswerRevision(models.Model):
    """A text of an answer that is not, or no longer, the one that counts."""

    class Kind(models.TextChoices):
        """Why it was set aside."""

        HISTORY = "history", _("earlier text")
        CONFLICT = "conflict", _("from another tab")
        LATE = "late", _("arrived after the end")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)
    tab = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("answer revision")
        verbose_name_plural = _("answer revisions")
        ordering = ["answer", "-at", "-pk"]
        constraints = [
            # The same request sent twice (a lost acknowledgement) is set aside once.
            models.UniqueConstraint(
                fields=["answer", "kind", "tab", "seq"],
                condition=~models.Q(kind="history"),
                name="one_set_aside_text_per_save",
            ),
        ]

    def __str__(self):
        return f"{self.answer_id}: {self.get_kind_display()}"

    @property
    def words(self):
        """The number of words, parted by white space."""
        return len(self.text.split())
