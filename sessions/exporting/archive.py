"""The ZIP: an explanation, one folder per interview, one file per other sort of record, and the private guides."""

import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from questions.exporting import guide_yaml
from questions.models import Guide
from sessions.exporting import markdown, records
from sessions.exporting.interviews import interviews_of

LONGEST_NAME = 60


def file_name(now):
    """Return the name that the archive of `now` has."""
    return f"interviewprep-{localdate(now):%Y-%m-%d}.zip"


def write(user, file, now):
    """
    Write everything that is `user`'s into `file`, which is open for writing bytes.

    The statements are the same few whatever the number of interviews; private guides take some each.
    """
    as_coach = {name: rows for name, rows in records.coaching(user).items() if rows}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", _explanation(now, bool(as_coach)))
        archive.writestr("account.json", _json(records.account(user)))
        for row in interviews_of(user):
            folder = _folder(row)
            archive.writestr(f"{folder}/interview.md", markdown.interview(row))
            archive.writestr(f"{folder}/interview.json", _json(row))
        sorts = records.studying(user) | records.told(user) | as_coach
        for name, rows in sorts.items():
            archive.writestr(f"{name}.json", _json(rows))
        for guide in Guide.objects.filter(owner=user).order_by("pk"):
            archive.writestr(f"guides/{guide.pk:05}-{_safe(guide.title)}.yaml", guide_yaml(guide))


def _folder(row):
    at = localdate(row["started_at"] or row["created_at"])
    return f"interviews/{at:%Y-%m-%d}-{row['pk']:06}-{_safe(row['guide_title'] + ' ' + row['scope_name'])}".rstrip("-")


def _safe(text):
    """Return a part of a file name that every system takes: letters a to z, digits and hyphens."""
    return slugify(text)[:LONGEST_NAME].strip("-") or "untitled"


def _json(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _explanation(now, is_coach):
    parts = [
        "# Interviewprep",
        _("Everything of yours on this site, as it was on %s.") % f"{localdate(now):%Y-%m-%d}",
        _("Times are in UTC, in the form of ISO 8601. Texts are UTF-8, exactly as you wrote them."),
        "\n".join(f"- {line}" for line in _files(is_coach)),
        f"## {_('interview.json')}",
        "\n".join(f"- {line}" for line in _fields()),
        f"## {_('What is not in it')}",
        "\n".join(f"- {line}" for line in _left_out(is_coach)),
    ]
    return "\n\n".join(parts) + "\n"


def _files(is_coach):
    yield _("`account.json`: name, e-mail address and settings.")
    yield _("`interviews/…/interview.md`: one interview to read: questions, answers, ratings, reviews.")
    yield _("`interviews/…/interview.json`: the same with everything else: earlier texts, times, evidence, revisions.")
    yield _("`study-marks.json`, `preparations.json`: what you marked and read while studying, and what you prepare.")
    yield _("`trainings.json`: the sample answers that you rated, with the reference once you had finished.")
    yield _("`messages.json`, `problem-reports.json`: what you were told, and what you reported.")
    yield _("`imports.json`: the lists that you imported; their text only until it is written or given up.")
    yield _("`guides/`: your private guides, as files that can be imported again.")
    if is_coach:
        yield _("`reviews-given.json`, `phrases.json`: what you gave and wrote as a coach.")


def _fields():
    yield _("`answers`: in the order of the sitting; `text` is what counts, `earlier_texts` what was set aside.")
    yield _("`question`: as it was asked; expected answer and key points only where you had been shown them.")
    yield _(
        "`ratings`: `role` is self, coach or link; `marks` of key points go from 0 to 2, `levels` of criteria from 1 "
        "to 4; null is no chance to show."
    )
    yield _("`evidence`: the passage (`quote`) and where it begins in the text, in characters (`position`).")
    yield _("`reviews`: what was submitted, with comments; `guest` names somebody whom you asked by a link.")
    yield _("`requests`: when you handed in, to whom, and what you asked them to look at.")


def _left_out(is_coach):
    yield _("Your password and what else serves signing in.")
    yield _("Work of a coach or of somebody asked by a link that is not submitted yet: it is sealed.")
    yield _("The questions of an interview that you have planned and not begun.")
    if is_coach:
        yield _("Of the people whose work you reviewed: names, texts and quoted passages. They are theirs.")
