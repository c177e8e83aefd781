"""An interview as Markdown, to be read without this site; the JSON beside it holds everything."""

from django.utils.dateformat import format as written
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from questions.plain import escaped
from sessions.models import InterviewStatus, Mark, Pacing, Role, Verdict


def interview(row):
    """Return the Markdown of one interview as `interviews.interviews_of` yields it."""
    parts = [f"# {_line(row['guide_title'])}: {_line(row['scope_name'])}", "\n".join(_facts(row))]
    for answer in row["answers"]:
        parts.extend(_answer(answer))
    for review in row["reviews"]:
        parts.extend(_review(review))
    if row["reflection"].strip():
        parts += [f"## {_('Reflection')}", _quoted(row["reflection"])]
    return "\n\n".join(parts) + "\n"


def _facts(row):
    yield (
        f"- {_('Begun')}: {_day(row['started_at'])}"
        if row["started_at"]
        else f"- {_('Planned')}: {_day(row['created_at'])}"
    )
    yield f"- {_('State')}: {InterviewStatus(row['status']).label}"
    yield f"- {_('Pacing')}: {Pacing(row['pacing']).label}"
    if row["verdict"]:
        yield f"- {_('Own verdict')}: {Verdict(row['verdict']).label}"
    if row["predicted"]:
        yield f"- {_('Predicted')}: {Verdict(row['predicted']).label}"


def _answer(answer):
    yield f"## {answer['position']}. {_line(answer['question']['prompt'])}"
    if answer["text"].strip():
        yield _quoted(answer["text"])
    else:
        yield f"*{_('Not answered.')}*"
    if answer["earlier_texts"]:
        yield f"*{_('Earlier texts: %d. They are in the JSON file.') % len(answer['earlier_texts'])}*"
    for rating in answer["ratings"]:
        if rating["superseded_at"] is None:
            yield from _rating(rating, answer["question"])


def _rating(rating, question):
    yield f"### {_('Rated by %s') % _rater(rating)}"
    rows = [
        f"- {_line(point['text'])}: {Mark(rating['marks'][point['slug']]).label}"
        for point in question.get("key_points", [])
        if point["slug"] in rating["marks"]
    ]
    for criterion in question.get("criteria", []):
        if criterion["slug"] in rating["levels"]:
            level = rating["levels"][criterion["slug"]]
            rows.append(f"- {_line(criterion['name'])}: {_('no chance to show') if level is None else level}")
    if rows:
        yield "\n".join(rows)
    if rating["note"].strip():
        yield _quoted(rating["note"])


def _rater(rating):
    if rating["role"] == Role.SELF:
        return _("yourself")
    return _line(rating["by"] or "") or Role(rating["role"]).label


def _review(review):
    who = review["guest"] or review["coach_name"] or _("somebody who is no longer here")
    yield f"## {_('Review by %s') % _line(who)}"
    yield f"- {_('Submitted')}: {_day(review['submitted_at'])}\n- {_('Verdict')}: {Verdict(review['verdict']).label}"
    if review["summary"].strip():
        yield _quoted(review["summary"])
    for comment in review["comments"]:
        if comment["quote"]:
            yield _quoted(_("On “%s”:") % comment["quote"])
        yield f"**{_line(comment['by'] or '')}**\n\n{_quoted(comment['text'])}"


def _line(text):
    return escaped(" ".join(str(text).split()))


def _quoted(text):
    """Return `text` as a block quote, line by line, so that nothing in it is taken for a heading of the file."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _day(at):
    return written(localtime(at), "j F Y, H:i")
