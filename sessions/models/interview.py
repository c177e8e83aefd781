"""One sitting: a candidate, a guide, a scope, a pacing, a clock."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """Would this interview be passed?"""

    STRONG_NO = "strong_no", _("strong no")
    NO = "no", _("no")
    YES = "yes", _("yes")
    STRONG_YES = "strong_yes", _("strong yes")


class Scope(models.TextChoices):
    """What the questions are drawn from."""

    ROUND = "round", _("round")
    TOPIC = "topic", _("topic")
    MIX = "mix", _("mixed")


class Pacing(models.TextChoices):
    """How the time runs."""

    REALISTIC = "realistic", _("realistic")
    OPEN = "open", _("open")


class InterviewStatus(models.TextChoices):
    """Where a mock interview stands; moved in `sessions/transitions/` alone."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    RATING = "rating", _("rating")
    RATED = "rated", _("rated")
    ABANDONED = "abandoned", _("abandoned")


class MockInterviewQuerySet(models.QuerySet):
    """Interviews by who may see them."""

    def owned_by(self, user):
        """The candidate's own interviews."""
        return self.filter(candidate=user)

    def running(self):
        """Interviews that somebody sits in now, overdue ones included."""
        return self.filter(status=InterviewStatus.RUNNING)

    def overdue(self, now):
        """Running interviews whose deadline has come at `now`."""
        return self.running().filter(deadline__lte=now)


class MockInterview(models.Model):
    """One sitting. Its questions are its answers' versions; `position` is the answer in front of the candidate."""

    class Kind(models.TextChoices):
        """How the questions came in: drawn by the server, or asked for again."""

        DRAWN = "drawn", _("drawn")
        REDO = "redo", _("redo")

    class ClosedBy(models.TextChoices):
        """What ended the sitting."""

        CANDIDATE = "candidate", _("candidate")
        DEADLINE = "deadline", _("deadline")

    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interviews")
    guide = models.ForeignKey("questions.Guide", on_delete=models.PROTECT, related_name="+")
    guide_title = models.CharField(max_length=200)
    scope = models.CharField(max_length=10, choices=Scope)
    round = models.ForeignKey("questions.Round", on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey("questions.FocusTopic", on_delete=models.PROTECT, null=True, related_name="+")
    scope_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DRAWN)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="redos")
    # The review in which a coach asked for this redo: it comes back to the same coach
    asked_in = models.ForeignKey("mock_sessions.Review", on_delete=models.SET_NULL, null=True, related_name="redos")
    pacing = models.CharField(max_length=10, choices=Pacing)
    allowance = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(100), MaxValueValidator(300)]
    )
    nominal_minutes = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    position = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=InterviewStatus, default=InterviewStatus.PLANNED)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy, blank=True)
    rated_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    reflection = models.TextField(blank=True)

    objects = MockInterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("mock interview")
        verbose_name_plural = _("mock interviews")
        ordering = ["-created_at", "-pk"]
        permissions = [("review_interview", _("Can review interviews that were handed in"))]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(status=InterviewStatus.RUNNING),
                name="one_running_interview_per_candidate",
            ),
            models.CheckConstraint(
                condition=(
                    Q(scope=Scope.ROUND, round__isnull=False, topic=None)
                    | Q(scope=Scope.TOPIC, round=None, topic__isnull=False)
                    | Q(scope=Scope.MIX, round=None, topic=None)
                ),
                name="interview_scope_fits",
            ),
            models.CheckConstraint(
                condition=Q(pacing=Pacing.REALISTIC) | Q(deadline=None), name="open_pacing_has_no_deadline"
            ),
            models.CheckConstraint(condition=Q(allowance__range=(100, 300)), name="interview_allowance_100_to_300"),
            models.CheckConstraint(
                condition=Q(status=InterviewStatus.PLANNED)
                | Q(status=InterviewStatus.ABANDONED)
                | Q(started_at__isnull=False),
                name="interview_started_before_running",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")), name="interview_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["candidate", "-created_at"], name="interview_by_candidate"),
            models.Index(
                fields=["deadline"], condition=Q(status=InterviewStatus.RUNNING), name="interview_by_deadline"
            ),
        ]

    def __str__(self):
        return f"{self.guide_title}: {self.scope_name}"

    @property
    def minutes(self):
        """The length of the clock with the allowance, in minutes."""
        return round(self.nominal_minutes * self.allowance / 100)

    @property
    def is_realistic(self):
        """Whether the clock runs and there is no way back."""
        return self.pacing == Pacing.REALISTIC


class Prediction(models.Model):
    """The verdict that the candidate expects, given at the end of the sitting before any expected answer is shown."""

    interview = models.OneToOneField(MockInterview, on_delete=models.CASCADE, related_name="prediction")
    verdict = models.CharField(max_length=10, choices=Verdict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("prediction")
        verbose_name_plural = _("predictions")

    def __str__(self):
        return f"{self.interview_id}: {self.verdict}"
