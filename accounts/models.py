"""Users, their login sessions, and the messages they get."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Makes users who sign in with their e-mail address."""

    def create_user(self, email, password=None, **fields):
        """Create and return a user; `email` is kept in lower case, without a password nobody can sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create and return a user who may do everything, for the administrators of the installation."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Find a user by e-mail address, whatever the case of its letters."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do comes from their groups (`accounts/roles.py`)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True, help_text=_("How coaches and candidates see you."))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    allowance = models.PositiveSmallIntegerField(
        _("time allowance in percent"),
        default=100,
        validators=[MinValueValidator(100), MaxValueValidator(300)],
        help_text=_("Stretches every clock. Nobody else sees it."),
    )
    single_keys = models.BooleanField(
        _("shortcuts by single keys"),
        default=True,
        help_text=_("On study and rating pages: 1, 2, 3, space and the arrows act at once."),
    )
    # The kinds of message that come in the app alone, not by e-mail
    kinds_without_email = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [("grant_roles", _("Can make people coaches or curators"))]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(condition=models.Q(allowance__range=(100, 300)), name="allowance_100_to_300"),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        """Whether the admin lets this person in: administrators, and whoever keeps the bank."""
        return self.is_superuser or self.has_perm("questions.change_question")


class LoginSession(AbstractBaseSession):
    """A login session with its user as a column, so that one query loads both and deleting a user ends them."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True, db_index=True, related_name="+")

    @classmethod
    def get_session_store_class(cls):
        """Return the store that reads and writes these rows; its module imports this one, hence by name."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class MessageKind(models.TextChoices):
    """What a message is about."""

    HANDED_IN = "handed_in", _("an interview was handed in and asked of me")
    CLAIMED = "claimed", _("a coach has claimed my interview")
    REVIEW_SUBMITTED = "review_submitted", _("a review was submitted")
    REDO_ASKED = "redo_asked", _("my coach asks me to answer questions again")
    REDO_DONE = "redo_done", _("a redo that I asked for was handed in")
    REPLIED = "replied", _("somebody answered a comment")
    PROBLEM_SETTLED = "problem_settled", _("a problem that I reported was settled")
    LEASE_ENDING = "lease_ending", _("my claim on an interview is about to lapse")
    REVIEW_GONE = "review_gone", _("a review ends early: the interview was deleted, or the coach has left")


class Message(models.Model):
    """What a person is told, in the app and by e-mail. The row is the outbox: see `accounts/outbox.py`."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="inbox")
    kind = models.CharField(max_length=32, choices=MessageKind)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    path = models.CharField(max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="message_by_user"),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True, claimed_at__isnull=True),
                name="message_waiting",
            ),
        ]

    def __str__(self):
        return self.subject
