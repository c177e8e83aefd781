"""The bank in the admin. Every save goes through `questions.authoring`; private guides never appear."""

from questions.admin import guides, history, questions, reports, rubrics, samples

__all__ = ["guides", "history", "questions", "reports", "rubrics", "samples"]
