"""Reporting a problem with a question, and taking the report back."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questions import reporting
from questions.forms import ReportForm
from questions.models import ProblemReport, Question


@require_http_methods(["GET", "HEAD", "POST"])
def report_problem(request, key):
    """Say what is wrong with a question; an open report of one's own is shown, to be added to."""
    question = _question(request, key)
    own = reporting.own_reports(question, request.user)
    already = next((one for one in own if one.settled_at is None), None)
    form = ReportForm(request.POST or None, already=already, initial={"problem": already.problem if already else None})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            reporting.report(question, request.user, given["problem"], given["words"], timezone.now())
        except reporting.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Thank you. A curator looks at it, and you get a message when it is settled."))
            return redirect(_back(request, question))
    context = {
        "question": question,
        "form": form,
        "problems": ProblemReport.Problem.choices,
        "already": already,
        "settled": [one for one in own if one.settled_at],
        "longest": reporting.LONGEST,
        "back": _back(request, question),
        "place": "guides",
    }
    return render(request, "questions/report.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_report(request, key):
    """Ask once more, then delete one's own open report."""
    question = _question(request, key)
    if request.method == "POST":
        if reporting.take_back(question, request.user):
            messages.success(request, _("Your report is taken back. Nobody sees it any more."))
        else:
            messages.info(request, _("There is no open report of yours on this question."))
        return redirect(_back(request, question))
    already = next((one for one in reporting.own_reports(question, request.user) if one.settled_at is None), None)
    if already is None:
        return redirect("report_problem", key)
    context = {"question": question, "already": already, "back": _back(request, question), "place": "guides"}
    return render(request, "questions/take_back.html", context)


def _question(request, key):
    """Return the question of a public guide, or answer 404: a private guide is its owner's to mend."""
    questions = Question.objects.visible_to(request.user).filter(guide__owner=None)
    return get_object_or_404(questions.select_related("guide", "topic__round"), key=key)


def _back(request, question):
    """Return the page that the person came from, on this site; else the question's card."""
    given = request.POST.get("next") or request.GET.get("next")
    came_from = given or request.headers.get("Referer", "")
    card = f"{reverse('study', args=[question.guide.address])}?q={question.key}"
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return card
    own = {reverse(name, args=[question.key]) for name in ("report_problem", "take_back_report")}
    return card if urlsplit(came_from).path in own else came_from
