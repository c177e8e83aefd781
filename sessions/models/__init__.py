"""The mock interview's models, one module per noun."""

from sessions.models.answer import GRACE, LATE_ARRIVAL, LONGEST_TEXT, Answer, AnswerRevision
from sessions.models.event import Event
from sessions.models.interview import InterviewStatus, MockInterview, Pacing, Prediction, Scope, Verdict
from sessions.models.rating import CriterionLevel, Evidence, KeyPointMark, Mark, Rating, Role
from sessions.models.review import ACCESS_AFTER_SUBMITTING, LEASE, Comment, GuestLink, Phrase, Review, ReviewRequest
from sessions.models.study import Preparation, StudyMark
from sessions.models.training import RaterTraining, SampleRating

__all__ = [
    "ACCESS_AFTER_SUBMITTING",
    "GRACE",
    "LATE_ARRIVAL",
    "LEASE",
    "LONGEST_TEXT",
    "Answer",
    "AnswerRevision",
    "Comment",
    "CriterionLevel",
    "Event",
    "Evidence",
    "GuestLink",
    "InterviewStatus",
    "KeyPointMark",
    "Mark",
    "MockInterview",
    "Pacing",
    "Phrase",
    "Prediction",
    "Preparation",
    "RaterTraining",
    "Rating",
    "Review",
    "ReviewRequest",
    "Role",
    "SampleRating",
    "Scope",
    "StudyMark",
    "Verdict",
]
