"""Views of the account's own pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import invitations, outbox, resending
from accounts.forms import InvitationForm, ProfileForm
from accounts.models import Message, MessageKind
from accounts.roles import is_coach, is_curator

MESSAGES_A_PAGE = 25


def csrf_failure(request, reason=""):
    """Say what to do where the form's key is missing or stale; a text that came with it can be sent again."""
    return resending.page(request)


def account(request):
    """Show and change one's own name, time zone, allowance and shortcuts."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    if form.errors:
        # What was refused is not what the head of the page should show.
        request.user.refresh_from_db()
    context = {"form": form, "is_coach": is_coach(request.user), "is_curator": is_curator(request.user)}
    context["may_invite"] = request.user.has_perm("accounts.grant_roles")
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_safe
def inbox(request):
    """List one's messages, what is new first."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    own = Message.objects.filter(user=request.user).order_by(is_read, "-created_at", "-pk")
    page = Paginator(own, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/inbox.html", {"page": page})


@require_safe
def open_message(request, pk):
    """Mark a message as read and go to the page that it is about."""
    message = get_object_or_404(Message.objects.filter(user=request.user), pk=pk)
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())
    return HttpResponseRedirect(message.path or reverse("inbox"))


@require_POST
def mark_message(request, pk):
    """Mark one message as read, or as new again, without opening it."""
    message = get_object_or_404(Message.objects.filter(user=request.user), pk=pk)
    message.read_at = timezone.now() if request.POST.get("read") == "1" else None
    message.save(update_fields=["read_at"])
    page = request.POST.get("page", "")
    return redirect(f"{reverse('inbox')}?page={page}" if page.isdecimal() and page != "1" else "inbox")


@require_safe
def message_switches(request):
    """Show which kinds of message come by e-mail, with a switch for each that concerns this person."""
    off = set(request.user.kinds_without_email)
    kinds = [(kind, kind not in off) for kind in outbox.kinds_for(is_coach(request.user))]
    return render(request, "accounts/message_switches.html", {"kinds": kinds})


@require_POST
def switch_messages(request, kind):
    """Switch the e-mails of one kind on or off."""
    if kind not in outbox.kinds_for(is_coach(request.user)):
        raise Http404
    by_email = request.POST.get("email") == "1"
    outbox.switch(request.user, kind, by_email)
    told = _("From now on by e-mail, too: %s.") if by_email else _("From now on in the app alone: %s.")
    messages.success(request, told % MessageKind(kind).label)
    return redirect(f"{reverse('message_switches')}#{kind}")


@require_POST
def mark_all_read(request):
    """Mark all of one's messages as read."""
    Message.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("inbox")


def invite(request):
    """Make an invitation and send its link; the page shows the link as well, to be passed on by hand."""
    if not request.user.has_perm("accounts.grant_roles"):
        raise Http404
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and settings.SIGNUP != "closed" and form.is_valid():
        token = invitations.token_for(form.cleaned_data["email"])
        if invitations.send(form.cleaned_data["email"], token):
            messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
        else:
            messages.error(request, _("The mail server did not take the invitation. Pass the link on by hand."))
        return redirect(f"{reverse('invite')}?{urlencode({'made': token})}")
    made = request.GET.get("made", "")
    invited = invitations.email_of(made)
    context = {"form": form, "invited": invited, "link": invitations.link_for(made), "signup": settings.SIGNUP}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def scores(request):
    """Say how scores come about."""
    return render(request, "accounts/scores.html")


@login_not_required
@require_safe
def keyboard(request):
    """Say which keys do what."""
    return render(request, "accounts/keyboard.html")


@login_not_required
@require_safe
def privacy(request):
    """Say what is stored and who sees what."""
    return render(request, "accounts/privacy.html")
