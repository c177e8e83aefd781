"""Views: all of one's own data as a file, and deleting an interview or the whole account."""

import tempfile

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions import exporting
from sessions.forms.my_data import DeleteAccountForm
from sessions.models import InterviewStatus, MockInterview
from sessions.queries import my_data as queries
from sessions.queries.history import address_of
from sessions.transitions import interviews
from sessions.transitions import my_data as verbs
from sessions.transitions.trail import NotAllowed

# What is larger is written on the disk while it is made; either way it is gone with the answer.
MOST_IN_MEMORY = 4 * 1024 * 1024


@require_safe
def my_data(request):
    """What there is of one's own, to be taken along or deleted."""
    context = {"mine": queries.mine(request.user), "is_hidden": _sits(request), "place": "account"}
    return render(request, "sessions/my_data.html", context)


@require_POST
def download_my_data(request):
    """Everything of one's own as one ZIP; not while a realistic interview runs, since it holds expected answers."""
    if _sits(request):
        messages.error(request, _("Your data holds expected answers: hidden while your interview runs."))
        return redirect("my_data")
    now = timezone.now()
    # The response closes it once it is sent.
    file = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115
    exporting.write(request.user, file, now)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=exporting.file_name(now), content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def delete_interview(request, pk):
    """Say what goes with an interview (GET), and delete it (POST)."""
    mine = MockInterview.objects.owned_by(request.user).select_related("guide")
    interview = get_object_or_404(mine, pk=pk)
    interviews.close_if_overdue(interview, timezone.now())
    if interview.status == InterviewStatus.RUNNING:
        messages.error(request, _("You are sitting this interview now. Finish or abandon it first, then delete it."))
        return redirect(address_of(interview))
    if request.method == "POST":
        try:
            verbs.delete_interview(interview, timezone.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(interview))
        messages.success(request, _("Deleted, with everything that belonged to it."))
        return redirect("history")
    context = {"interview": interview, "going": queries.going_with(interview), "place": "interviews"}
    return render(request, "sessions/delete_interview.html", context)


def delete_account(request):
    """Say what goes with one's account (GET), and delete it (POST)."""
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, app="allauth.account", action="reauthenticate", user=request.user)
        if limited:
            return limited
        if form.is_valid():
            try:
                return _delete(request)
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
    context = {"form": form, "mine": queries.mine(request.user), "place": "account"}
    return render(request, "sessions/delete_account.html", context, status=422 if form.errors else 200)


def _delete(request):
    verbs.delete_account(request.user, timezone.now())
    logout(request)
    messages.success(request, _("Your account and everything in it is deleted. You are welcome to come back."))
    return redirect("home")


def _sits(request):
    """Whether the person sits in a realistic interview now."""
    running = MockInterview.objects.owned_by(request.user).running().first()
    if running is None or interviews.close_if_overdue(running, timezone.now()):
        return False
    return running.is_realistic
