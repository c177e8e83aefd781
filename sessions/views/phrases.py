"""Views: a coach's own comment bank."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import is_coach
from sessions.forms.comments import PhraseForm
from sessions.models import Phrase
from sessions.queries import comments as queries
from sessions.transitions import phrases as verbs
from sessions.transitions.trail import NotAllowed

# Where the session keeps the phrase that was deleted last, so that it can be put back.
DELETED = "deleted_phrase"


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """Show one's phrases, all or those with the words asked for, and keep a new one."""
    _only_coaches(request.user)
    form = PhraseForm(request.POST or None)
    if form.is_valid() and _done(form, verbs.keep, request.user, form.cleaned_data["text"], timezone.now()):
        messages.success(request, _("Kept among your phrases."))
        return redirect("phrases")
    wanted = request.GET.get("q", "").strip()
    found = queries.find_phrases(request.user, wanted)
    context = {"phrases": found, "wanted": wanted, "form": form, "most": verbs.MOST, "longest": verbs.LONGEST}
    context |= {"deleted": request.session.pop(DELETED, None), "place": "reviews"}
    return render(request, "sessions/phrases.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request, pk):
    """Give a phrase another text."""
    one = _own(request, pk)
    form = PhraseForm(request.POST or None, initial={"text": one.text})
    if form.is_valid() and _done(form, verbs.change, one, form.cleaned_data["text"]):
        messages.success(request, _("The phrase is changed. What was written with it stays as it is."))
        return redirect(f"{reverse('phrases')}#phrase-{one.pk}")
    context = {"phrase": one, "form": form, "longest": verbs.LONGEST, "place": "reviews"}
    return render(request, "sessions/phrase.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request, pk):
    """Delete a phrase; the page then offers to put it back."""
    one = _own(request, pk)
    request.session[DELETED] = one.text
    verbs.delete(one)
    return redirect("phrases")


def _done(form, verb, *args):
    """Call `verb`; whether it was allowed. A refusal stands at the field."""
    try:
        verb(*args)
    except NotAllowed as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


def _only_coaches(user):
    if not is_coach(user):
        raise Http404


def _own(request, pk):
    _only_coaches(request.user)
    return get_object_or_404(Phrase.objects.filter(coach=request.user), pk=pk)
