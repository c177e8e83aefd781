"""The content of a question as it is frozen into versions, and the digest that addresses it."""

import hashlib
import json

from django.db import models, transaction

from questions.models import Question, QuestionVersion

# Rows that are written in one statement.
BATCH = 500


def content_of(question):
    """
    Return the content of `question` as it would be frozen: a dict of JSON values (see `QuestionVersion`).

    Reads `question.rubric`, its key points and its criteria; with those prefetched it asks the database nothing.
    """
    return content_with(question, question.key_points.all(), question.criteria.all())


def content_with(question, key_points, criteria):
    """Return the content of `question` with these key points and criteria: rows, saved or not; see `content_of`."""
    key_points = sorted(key_points, key=_place)
    criteria = sorted(criteria, key=_place)
    return {
        "prompt": question.prompt,
        "kind": question.rubric.kind,
        "minutes": question.minutes,
        "expected_answer": question.expected_answer,
        "why_it_matters": question.why_it_matters,
        "key_points": [{"slug": point.key, "text": point.text, "why": point.why} for point in key_points],
        "probes": list(question.probes),
        "rubric": {"slug": question.rubric.key, "name": question.rubric.name},
        "criteria": [
            {
                "slug": criterion.key,
                "name": criterion.name,
                "question": criterion.question,
                "weight": criterion.weight,
                "anchors": criterion.anchors,
            }
            for criterion in criteria
        ],
    }


def _place(row):
    return row.position, row.pk or 0


def digest_of(content):
    """Return the SHA-256 of `content` (any JSON value) in canonical form, as 64 hexadecimal digits."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def with_content(questions):
    """Return the queryset `questions` with everything that `content_of` reads, in three queries."""
    return questions.select_related("rubric").prefetch_related("key_points", "criteria")


def version_of(question, now):
    """
    Return the QuestionVersion that holds the present content of `question`; make it where there is none.

    Going back to an old content finds the old version again. `now` is the aware time that a new one is given.
    """
    content = content_of(question)
    digest = digest_of(content)
    found = QuestionVersion.objects.filter(question=question, digest=digest).first()
    if found:
        return found
    with transaction.atomic():
        # Two requests may freeze the same content at once: the lock makes the second find the first one's version.
        Question.objects.select_for_update().get(pk=question.pk)
        last = QuestionVersion.objects.filter(question=question).aggregate(models.Max("number"))["number__max"] or 0
        version, _made = QuestionVersion.objects.get_or_create(
            question=question,
            digest=digest,
            defaults={"number": last + 1, "content": content, "created_at": now},
        )
    return version


def versions_of(questions, now):
    """
    Return {question pk: its present QuestionVersion} for a list of questions loaded by `with_content`.

    One query where all versions exist already, whatever the number of questions.
    """
    digests = {question.pk: digest_of(content_of(question)) for question in questions}
    found = {
        (version.question_id, version.digest): version
        for version in QuestionVersion.objects.filter(question__in=digests, digest__in=set(digests.values()))
    }
    return {
        question.pk: found.get((question.pk, digests[question.pk])) or version_of(question, now)
        for question in questions
    }


def first_versions(contents, now):
    """
    Make the first QuestionVersion of each of many new questions; return them in order.

    `contents` is a list of (question pk, content as `content_of` would return it).
    """
    return QuestionVersion.objects.bulk_create(
        (
            QuestionVersion(question_id=pk, digest=digest_of(content), number=1, content=content, created_at=now)
            for pk, content in contents
        ),
        batch_size=BATCH,
    )


def versions_holding(contents, now):
    """
    Return {question pk: the QuestionVersion that holds its content}, made where there is none.

    `contents` is {question pk: content as `content_of` returns it} of questions whose rows the caller has locked; the
    number of statements hardly grows with them.
    """
    digests = {pk: digest_of(content) for pk, content in contents.items()}
    versions = QuestionVersion.objects.filter(question__in=list(digests))
    found = {
        version.question_id: version
        for version in versions.filter(digest__in=set(digests.values()))
        if digests[version.question_id] == version.digest
    }
    numbers = versions.order_by().values_list("question").annotate(last=models.Max("number"))
    last = dict(numbers)
    made = QuestionVersion.objects.bulk_create(
        (
            QuestionVersion(
                question_id=pk, digest=digest, number=last.get(pk, 0) + 1, content=contents[pk], created_at=now
            )
            for pk, digest in digests.items()
            if pk not in found
        ),
        batch_size=BATCH,
    )
    return found | {version.question_id: version for version in made}
