"""
The only door to comments: written, changed and removed by a coach while the review is in work, answered afterwards.

What the candidate can read does not change any more: after submitting a coach adds remarks, and both sides answer in
the thread of a comment.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import Message, MessageKind
from sessions import passages
from sessions.models import LEASE, Comment, Review
from sessions.queries.comments import can_be_answered
from sessions.transitions.trail import NotAllowed, leave_event

LONGEST = 5_000
LONGEST_REPLY = 2_000
MOST_COMMENTS = 200
MOST_REPLIES = 50


def write(review, answer, text, now, quote="", position=None):
    """
    Write a comment of the review's coach and return it: on the passage of `answer` that says `quote` near `position`
    (in characters), on the whole answer, or, with no answer, on the review.

    In a review in work it is a draft and prolongs the lease; after submitting it is a remark that the candidate is
    told of. Raises NotAllowed where the review is not held any more, the passage is not in the answer, or there are
    too many comments.
    """
    text = _checked(text, LONGEST)
    with transaction.atomic():
        _lock(review)
        _check_held(review)
        if quote:
            found = passages.locate(answer.text, quote, position or 0)
            if found is None:
                raise NotAllowed(_("This passage is not in the answer. Choose it again."))
            position, quote = found[0], answer.text[found[0] : found[1]]
        place = {"quote": quote, "position": position if quote else None}
        present = Comment.objects.filter(review=review, parent=None)
        same = present.filter(answer=answer, text=text, **place).first()
        if same is not None:
            return same  # the second of two presses on one button
        if present.count() >= MOST_COMMENTS:
            raise NotAllowed(_("%d comments are the most that a review holds.") % MOST_COMMENTS)
        comment = Comment.objects.create(
            review=review, answer=answer, author=review.coach, text=text, created_at=now, changed_at=now, **place
        )
        if review.submitted_at is None:
            _prolong(review, now)
        else:
            candidate = review.request.interview.candidate
            _tell(candidate, comment, _("%s has added a remark to your review") % review.coach, now)
            _leave("remarked", comment, review.coach, now)
    return comment


def change(comment, text, now):
    """Give a comment of a review in work another text. Raises NotAllowed once the candidate can read it."""
    text = _checked(text, LONGEST)
    with transaction.atomic():
        _lock(comment.review)
        _check_draft(comment)
        comment.text, comment.changed_at = text, now
        comment.save(update_fields=["text", "changed_at"])
        _prolong(comment.review, now)


def remove(comment, now):
    """Remove a comment of a review in work. Raises NotAllowed once the candidate can read it."""
    with transaction.atomic():
        _lock(comment.review)
        _check_draft(comment)
        comment.delete()
        _prolong(comment.review, now)


def reply(comment, author, text, now):
    """
    Answer in the thread that `comment` begins and return the reply; the other side is told.

    `author` is the candidate or the coach. Raises NotAllowed before the review is submitted, where the coach's access
    has ended, or where the thread is full.
    """
    text = _checked(text, LONGEST_REPLY)
    with transaction.atomic():
        review = comment.review
        _lock(review)
        if review.submitted_at is None:
            raise NotAllowed(_("This comment cannot be answered before the review is submitted."))
        if not can_be_answered(review, now):
            raise NotAllowed(_("The coach cannot open this interview any more: nobody would read it."))
        if comment.parent_id is not None:
            raise ValueError("A reply is answered in its own thread.")
        if comment.replies.count() >= MOST_REPLIES:
            raise NotAllowed(_("This thread is full: it holds %d replies.") % MOST_REPLIES)
        last = comment.replies.order_by("created_at", "pk").last()
        if last is not None and last.author_id == author.pk and last.text == text:
            return last  # the second of two presses on one button
        made = Comment.objects.create(
            review=review,
            answer=comment.answer,
            parent=comment,
            author=author,
            text=text,
            created_at=now,
            changed_at=now,
        )
        candidate = review.request.interview.candidate
        other = review.coach if author.pk == candidate.pk else candidate
        is_shown = author.pk == candidate.pk or Review.objects.for_candidate().filter(pk=review.pk).exists()
        if other is not None and is_shown:
            _tell(other, made, _("%s has answered a comment") % author, now)
        _leave("replied", made, author, now)
    return made


def _checked(text, longest):
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotAllowed(_("Write something first."))
    if len(text) > longest:
        raise NotAllowed(
            _("This holds %(most)d characters; yours has %(length)d.") % {"most": longest, "length": len(text)}
        )
    return text


def _lock(review):
    review.refresh_from_db(
        fields=["submitted_at", "released_at", "lease_until"],
        from_queryset=Review.objects.select_for_update(of=("self",)),
    )
    review.request.refresh_from_db(fields=["withdrawn_at"])


def _check_held(review):
    if review.released_at is not None or review.request.withdrawn_at is not None:
        raise NotAllowed(_("You do not hold this review any more: it was released or withdrawn."))


def _check_draft(comment):
    _check_held(comment.review)
    if comment.review.submitted_at is not None:
        raise NotAllowed(_("The candidate can read this already: it does not change any more. Add a remark instead."))


def _prolong(review, now):
    review.lease_until = now + LEASE
    review.save(update_fields=["lease_until"])


def _tell(person, comment, subject, now):
    """Tell the other side, once until they have read it: a thread under way is not a message a line."""
    interview = comment.review.request.interview
    root = comment.parent_id or comment.pk
    place = f"#comment-{root}"
    if person.pk != interview.candidate_id:
        whole = reverse("review_conclusion", args=[comment.review_id])
        path = reverse("review_answer", args=[comment.review_id, comment.answer.position]) if comment.answer else whole
    elif not Review.objects.for_candidate().filter(pk=comment.review_id).exists():
        return  # of a second opinion that was not released the candidate is not told
    else:
        whole = reverse("result", args=[interview.pk])
        path = reverse("result_answer", args=[interview.pk, comment.answer.position]) if comment.answer else whole
    path += place
    if Message.objects.filter(user=person, kind=MessageKind.REPLIED, path=path, read_at=None).exists():
        return
    outbox.put(
        user=person,
        kind=MessageKind.REPLIED,
        subject=subject,
        body=_("There is something new to read beside an answer: %s.") % comment.review.request.subject,
        path=path,
        dedupe_key=f"comment-{comment.pk}-written",
        now=now,
    )


def _leave(verb, comment, actor, now):
    interview = comment.review.request.interview
    leave_event(verb, actor=actor, interview=interview, now=now, review=comment.review_id, comment=comment.pk)
