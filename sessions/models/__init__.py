"""The mock interview's models, one module per noun."""

from sessions.models.answer import GRACE, LATE_ARRIVAL, LONGEST_TEXT, Answer, AnswerRevision
from sessions.models.event import Event
from sessions.models.interview import InterviewStatus, MockInterview, Pacing, Scope, Verdict
from sessions.models.rating import CriterionLevel, KeyPointMark, Mark, Rating, Role
from sessions.models.review import ACCESS_AFTER_SUBMITTING, LEASE, Review, ReviewRequest
from sessions.models.study import Preparation, StudyMark

__all__ = [
    "ACCESS_AFTER_SUBMITTING",
    "GRACE",
    "LATE_ARRIVAL",
    "LEASE",
    "LONGEST_TEXT",
    "Answer",
    "AnswerRevision",
    "CriterionLevel",
    "Event",
    "InterviewStatus",
    "KeyPointMark",
    "Mark",
    "MockInterview",
    "Pacing",
    "Preparation",
    "Rating",
    "Review",
    "ReviewRequest",
    "Role",
    "Scope",
    "StudyMark",
    "Verdict",
]
