"""All else that is somebody's own, as plain values: the account, studying, trainings, messages, and a coach's work."""

from django.db.models import F

from accounts.models import Message
from questions.models import Import, ProblemReport
from sessions.exporting.rows import by
from sessions.models import (
    Comment,
    CriterionLevel,
    KeyPointMark,
    Phrase,
    Preparation,
    RaterTraining,
    Rating,
    Review,
    SampleRating,
    StudyMark,
)


def account(user):
    """Return what the account itself holds, but for what signing in needs; with a curator’s saved filters."""
    fields = ["email", "name", "time_zone", "allowance", "single_keys", "kinds_without_email", "date_joined"]
    filters = list(user.saved_filters.values("list", "name", "query"))
    return {name: getattr(user, name) for name in fields} | ({"saved_filters": filters} if filters else {})


def studying(user):
    """Return {file name: rows} of what was noted while studying and preparing."""
    marks = StudyMark.objects.filter(candidate=user).order_by("question__guide", "question__position", "pk")
    preparations = Preparation.objects.filter(candidate=user)
    return {
        "study-marks": list(
            marks.values(
                "mark",
                "marked_at",
                "read_at",
                "is_flagged",
                guide=F("question__guide__title"),
                question_key=F("question__key"),
                prompt=F("question__prompt"),
            )
        ),
        "preparations": list(preparations.values("date", "begun_at", guide_title=F("guide__title"))),
        "trainings": _trainings(user),
    }


def _trainings(user):
    """
    Return the trainings; standing and reference of a sample only where the training is finished.

    Their questions come by key and prompt alone.
    """
    ratings = SampleRating.objects.filter(training__rater=user).order_by("training", "position")
    of_training = by(
        ratings.values(
            "training_id", "position", "text", "standing", "marks", "levels", "reference_marks", "reference_levels"
        ),
        "training_id",
    )
    trainings = []
    for one in (
        RaterTraining.objects.filter(rater=user)
        .order_by("begun_at", "pk")
        .values(
            "pk",
            "purpose",
            "begun_at",
            "finished_at",
            question=F("version__question__key"),
            prompt=F("version__content__prompt"),
            interview=F("answer__interview_id"),
            answer_position=F("answer__position"),
        )
    ):
        samples = of_training.get(one.pop("pk"), [])
        if one["finished_at"] is None:
            for sample in samples:
                for name in ("standing", "reference_marks", "reference_levels"):
                    del sample[name]
        trainings.append(one | {"samples": samples})
    return trainings


def told(user):
    """Return {file name: rows} of messages got, problems reported and lists imported."""
    reports = ProblemReport.objects.filter(reporter=user).order_by("reported_at", "pk")
    return {
        "messages": list(
            Message.objects.filter(user=user)
            .order_by("created_at", "pk")
            .values("kind", "subject", "body", "created_at", "read_at")
        ),
        "problem-reports": list(
            reports.values(
                "problem", "words", "reported_at", "outcome", "answer", "settled_at", question_key=F("question__key")
            )
        ),
        "imports": list(
            Import.objects.owned_by(user)
            .order_by("at", "pk")
            .values("name", "at", "text", "counts", "written_at", "undone_at", guide_title=F("guide__title"))
        ),
    }


def coaching(user):
    """
    Return {file name: rows} of a coach's own work: reviews with what they gave and wrote, and phrases.

    Of the people whose interviews they read nothing is in it: no name, no text, no passage, no guide.
    """
    ratings = Rating.objects.filter(review__coach=user)
    marks = by(
        KeyPointMark.objects.filter(rating__in=ratings.values("pk")).values("rating_id", "key_point", "mark"),
        "rating_id",
    )
    levels = by(
        CriterionLevel.objects.filter(rating__in=ratings.values("pk")).values("rating_id", "criterion", "level"),
        "rating_id",
    )
    given = []
    for one in ratings.order_by("review", "answer__position", "revision").values(
        "pk",
        "review_id",
        "note",
        "strong_point",
        "revision",
        "reason",
        "changed_at",
        "sealed_at",
        "superseded_at",
        answer_position=F("answer__position"),
    ):
        pk = one.pop("pk")
        one["marks"] = [row["mark"] for row in marks.get(pk, [])]
        one["levels"] = {row["criterion"]: row["level"] for row in levels.get(pk, [])}
        given.append(one)
    given = by(given, "review_id")
    comments = by(
        Comment.objects.filter(review__coach=user, author=user)
        .order_by("review", "created_at", "pk")
        .values("review_id", "text", "created_at", answer_position=F("answer__position")),
        "review_id",
    )
    reviews = [
        one | {"ratings": given.get(one["review"], []), "comments": comments.get(one["review"], [])}
        for one in Review.objects.filter(coach=user)
        .order_by("claimed_at", "pk")
        .values(
            "claimed_at", "released_at", "submitted_at", "verdict", "summary", review=F("pk"), kind=F("request__kind")
        )
    ]
    phrases = Phrase.objects.filter(coach=user).order_by("created_at", "pk")
    return {"reviews-given": reviews, "phrases": list(phrases.values("text", "used", "used_at", "created_at"))}
