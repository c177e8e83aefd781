"""
The interviews of one person as plain values, one after the other.

Nothing sealed is in them: of a coach's or a guest's work what is submitted and may be read, of an interview that is
planned no questions, and of an answer whose expected answer was not shown yet neither that nor the key points.
"""

from django.db.models import F, Q

from sessions.exporting.rows import Beside, by
from sessions.models import (
    Answer,
    AnswerRevision,
    Comment,
    CriterionLevel,
    Event,
    Evidence,
    InterviewStatus,
    KeyPointMark,
    MockInterview,
    Rating,
    Review,
    ReviewRequest,
    Role,
)

OF_ANSWER = "answer__interview_id"
OF_RATING = "rating__answer__interview_id"
OF_REVIEW = "review__request__interview_id"


def interviews_of(user):
    """Yield every interview of `user` as a dict, the oldest first, in the same few statements whatever their number."""
    read = Review.objects.for_candidate()
    ratings = Rating.objects.filter(answer__interview__candidate=user).filter(
        Q(role=Role.SELF) | Q(review__in=read.values("pk"), sealed_at__isnull=False)
    )
    of_ratings = {"rating__in": ratings.values("pk")}
    tables = {
        "answers": Beside(
            Answer.objects.filter(interview__candidate=user),
            "interview_id",
            "pk",
            "position",
            "topic_name",
            "was_answered_before",
            "was_read_before",
            "text",
            "revision",
            "saved_at",
            "typed_at",
            "opened_at",
            "closed_at",
            "revealed_at",
            "arrived_late_at",
            "seconds_spent",
            "skipped",
            question_key=F("version__question__key"),
            version_number=F("version__number"),
            question=F("version__content"),
        ),
        "revisions": Beside(
            AnswerRevision.objects.filter(answer__interview__candidate=user),
            OF_ANSWER,
            "answer_id",
            "kind",
            "text",
            "revision",
            "at",
            "typed_at",
        ),
        "ratings": Beside(
            ratings,
            OF_ANSWER,
            "pk",
            "answer_id",
            "role",
            "note",
            "revision",
            "reason",
            "changed_at",
            "sealed_at",
            "superseded_at",
            "review_id",
            by=F("rater__name"),
        ),
        "marks": Beside(KeyPointMark.objects.filter(**of_ratings), OF_RATING, "rating_id", "key_point", "mark"),
        "levels": Beside(CriterionLevel.objects.filter(**of_ratings), OF_RATING, "rating_id", "criterion", "level"),
        "evidence": Beside(
            Evidence.objects.filter(**of_ratings),
            OF_RATING,
            "rating_id",
            "key_point",
            "criterion",
            "quote",
            "position",
        ),
        "requests": Beside(
            ReviewRequest.objects.filter(interview__candidate=user).exclude(kind=ReviewRequest.Kind.SECOND),
            "interview_id",
            "kind",
            "note",
            "requested_at",
            "withdrawn_at",
            "closed_at",
            asked_of=F("requested_of__name"),
            guest=F("guest_link__name"),
            link_open_until=F("guest_link__expires_at"),
        ),
        "reviews": Beside(
            read.filter(request__interview__candidate=user),
            "request__interview_id",
            "submitted_at",
            "read_at",
            "verdict",
            "summary",
            review=F("pk"),
            kind=F("request__kind"),
            coach_name=F("coach__name"),
            guest=F("request__guest_link__name"),
        ),
        "topics": Beside(
            Review.practise_next.through.objects.filter(
                review__in=read.values("pk"), review__request__interview__candidate=user
            ),
            OF_REVIEW,
            "review_id",
            topic=F("focustopic__name"),
        ),
        "comments": Beside(
            Comment.objects.filter(review__in=read.values("pk"), review__request__interview__candidate=user),
            OF_REVIEW,
            "review_id",
            "quote",
            "text",
            "created_at",
            comment=F("pk"),
            reply_to=F("parent_id"),
            answer_position=F("answer__position"),
            by=F("author__name"),
        ),
        "events": Beside(
            # Who claimed what and when before a review is in is not told anywhere else either.
            Event.objects.filter(interview__candidate=user, actor=user),
            "interview_id",
            "at",
            "verb",
        ),
    }
    mine = MockInterview.objects.owned_by(user).order_by("pk")
    for row in mine.values(
        "pk",
        "guide_title",
        "scope",
        "scope_name",
        "kind",
        "parent_id",
        "pacing",
        "allowance",
        "nominal_minutes",
        "status",
        "created_at",
        "started_at",
        "deadline",
        "finished_at",
        "closed_by",
        "rated_at",
        "verdict",
        "reflection",
        predicted=F("prediction__verdict"),
        predicted_at=F("prediction__made_at"),
    ).iterator(chunk_size=200):
        yield _whole(row, {name: table.of(row["pk"]) for name, table in tables.items()})


def _whole(row, found):
    revisions = by(found["revisions"], "answer_id")
    ratings = by(_ratings(found), "answer_id")
    answers = []
    for answer in found["answers"] if row["status"] != InterviewStatus.PLANNED else []:
        pk, is_shown = answer.pop("pk"), answer["revealed_at"] is not None
        answer["question"] = _question(answer["question"], is_shown)
        answer["earlier_texts"] = revisions.get(pk, [])
        answer["ratings"] = ratings.get(pk, [])
        answers.append(answer)
    comments, topics = by(found["comments"], "review_id"), by(found["topics"], "review_id")
    for review in found["reviews"]:
        review["practise_next"] = [one["topic"] for one in topics.get(review["review"], [])]
        review["comments"] = comments.get(review["review"], [])
    return row | {
        "answers": answers,
        "requests": found["requests"],
        "reviews": found["reviews"],
        "events": found["events"],
    }


def _ratings(found):
    marks, levels = by(found["marks"], "rating_id"), by(found["levels"], "rating_id")
    evidence = by(found["evidence"], "rating_id")
    for rating in found["ratings"]:
        pk = rating.pop("pk")
        rating["marks"] = {one["key_point"]: one["mark"] for one in marks.get(pk, [])}
        rating["levels"] = {one["criterion"]: one["level"] for one in levels.get(pk, [])}
        rating["evidence"] = evidence.get(pk, [])
        yield rating


def _question(content, is_shown):
    """What was asked; what was expected only where it has been shown."""
    asked = {name: content[name] for name in ("prompt", "kind", "minutes")}
    if not is_shown:
        return asked
    asked |= {name: content[name] for name in ("expected_answer", "why_it_matters", "key_points", "probes", "criteria")}
    return asked | {"rubric": content["rubric"]["name"]}
