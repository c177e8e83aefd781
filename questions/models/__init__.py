"""The bank's models, one module per noun."""

from questions.models.guide import (
    FocusTopic,
    FrequentlyAsked,
    Guide,
    Medium,
    Resource,
    Round,
    Source,
    Status,
    Tip,
)
from questions.models.imports import Import
from questions.models.near import ComparedPrompt, NearPair
from questions.models.question import Difficulty, KeyPoint, Question
from questions.models.report import ProblemReport
from questions.models.rubric import Criterion, Kind, Rubric
from questions.models.saved_filter import SavedFilter
from questions.models.search import SearchEntry
from questions.models.status import StatusChange
from questions.models.version import QuestionChange, QuestionVersion, SampleAnswer, Standing

__all__ = [
    "ComparedPrompt",
    "Criterion",
    "Difficulty",
    "FocusTopic",
    "FrequentlyAsked",
    "Guide",
    "Import",
    "KeyPoint",
    "Kind",
    "Medium",
    "NearPair",
    "ProblemReport",
    "Question",
    "QuestionChange",
    "QuestionVersion",
    "Resource",
    "Round",
    "Rubric",
    "SampleAnswer",
    "SavedFilter",
    "SearchEntry",
    "Source",
    "Standing",
    "Status",
    "StatusChange",
    "Tip",
]
