"""The question bank."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Guides, rounds, focus topics, questions, rubrics. Knows nothing of interviews."""

    name = "questions"
    verbose_name = _("Question bank")
