"""Changing many questions at once: another topic, another rubric, other values; each after a page that asks."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import authoring
from questions.admin.bulk_forms import FORMS
from questions.admin.forms import MOST_REASON
from questions.models import Criterion, Question, Status

# More are changed in several goes.
MOST_AT_ONCE = 2000
# What was done last can be taken back from the list for so many minutes.
UNDO_MINUTES = 60
_UNDO = "undo_of_questions"


class BulkActions:
    """The actions that change many questions, their pages, and the way back."""

    actions = ["move_to_topic", "assign_rubric", "set_values"]

    @admin.action(description=_("Move what is selected to a topic"), permissions=["change"])
    def move_to_topic(self, request, queryset):
        """Ask for the topic."""
        return self._ask(request, "move", queryset)

    @admin.action(description=_("Assign a rubric to what is selected"), permissions=["change"])
    def assign_rubric(self, request, queryset):
        """Ask for the rubric and its criteria."""
        return self._ask(request, "rubric", queryset)

    @admin.action(description=_("Set difficulty or minutes of what is selected"), permissions=["change"])
    def set_values(self, request, queryset):
        """Ask for the values."""
        return self._ask(request, "values", queryset)

    def get_urls(self):
        """Add the page that asks, and the way back."""
        view = self.admin_site.admin_view
        return [
            path("together/undo/", view(self.undo_view), name="questions_question_undo"),
            path("together/<slug:what>/", view(self.bulk_view), name="questions_question_together"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """Offer the way back after a change of many."""
        undo = request.session.get(_UNDO)
        if undo and _is_over(undo):
            undo = None
        return super().changelist_view(request, {"undo": undo} | (extra_context or {}))

    def effect_of(self, questions):
        """Return which interviews keep what they have, in words; a bank on its own knows of none."""
        return ""

    def _ask(self, request, what, queryset):
        if queryset.count() > MOST_AT_ONCE:
            self.message_user(
                request, _("Select at most %(most)d questions at a time.") % {"most": MOST_AT_ONCE}, messages.WARNING
            )
            return None
        questions = self._questions(queryset.values_list("pk", flat=True))
        return self._page(request, what, FORMS[what](questions=questions), request.GET.urlencode())

    def _questions(self, keys):
        return list(
            Question.objects.filter(pk__in=list(keys), guide__owner=None)
            .select_related("guide", "topic__round")
            .order_by("guide", "position", "pk")
        )

    def bulk_view(self, request, what):
        """Make the change that was asked for, or ask again where the form has mistakes."""
        if what not in FORMS:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [key for key in request.POST.get("rows", "").split() if _is_number(key)]
        questions = self._questions(keys) if len(keys) <= MOST_AT_ONCE else []
        back = QueryDict(request.POST.get("back", "")[:2000]).urlencode()
        if not questions:
            if request.method == "POST":
                self.message_user(request, _("Select the questions in the list first."), messages.WARNING)
            return redirect(self.address_of_list(back))
        form = FORMS[what](request.POST, questions=questions)
        if not form.is_valid():
            return self._page(request, what, form, back, status=422)
        self._write(request, form)
        return redirect(self.address_of_list(back))

    def _page(self, request, what, form, back, status=200):
        questions = form.questions
        dropped = Criterion.objects.filter(questions__in=questions).select_related("rubric").order_by("rubric", "pk")
        context = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "opts": self.opts,
            "media": self.media + form.media,
            "form": form,
            "what": what,
            "questions": questions,
            "first": questions[:20],
            "rest": questions[20:],
            "guides": {question.guide for question in questions},
            "rows": " ".join(str(question.pk) for question in questions),
            "back": back,
            "address_of_list": self.address_of_list(back),
            "dropped": dropped.annotate(count=Count("questions")) if what == "rubric" else [],
            "effect": self.effect_of(questions) if form.changes_content else "",
        }
        return TemplateResponse(request, "admin/questions/together.html", context, status=status)

    def _write(self, request, form):
        given, refused = {}, {}
        for question in form.questions:
            values = form.values(question)
            if isinstance(values, dict) and settings.SECOND_APPROVAL and question.status == Status.PUBLISHED:
                values = _("published: send it to review first, so that another curator publishes the change")
            if isinstance(values, dict):
                given[question.pk] = values
            else:
                refused.setdefault(str(values), []).append(question.key)
        change = authoring.Change(request.user, timezone.now(), form.cleaned_data["reason"] or str(form.title))
        try:
            was = authoring.write_many(given, change)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return
        self._log(request, [question for question in form.questions if question.pk in was], change.reason)
        said = form.said(len(was))
        if len(was) < len(given):
            said += " " + ngettext("%(count)d was so already.", "%(count)d were so already.", len(given) - len(was)) % {
                "count": len(given) - len(was)
            }
        self.message_user(request, said, messages.SUCCESS if was else messages.INFO)
        for words, keys in refused.items():
            self.message_user(request, _refusal(words, keys), messages.WARNING)
        if was:
            now_said = {pk: given[pk] for pk in was}
            request.session[_UNDO] = {"words": said, "at": change.now.isoformat(), "was": was, "now": now_said}

    def _log(self, request, questions, words):
        LogEntry.objects.log_actions(request.user.pk, questions, CHANGE, f"{words[:MOST_REASON]}.")

    def undo_view(self, request):
        """Take the last change of many back, where nobody has changed a question again."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        back = QueryDict(request.POST.get("back", "")[:2000]).urlencode()
        undo = request.session.get(_UNDO)
        if request.method != "POST" or not undo or undo["at"] != request.POST.get("at") or _is_over(undo):
            self.message_user(request, _("There is nothing to undo any more."), messages.WARNING)
            return redirect(self.address_of_list(back))
        del request.session[_UNDO]
        questions = {question.pk: question for question in self._questions(undo["was"])}
        was, now_said = ({int(pk): values for pk, values in undo[name].items()} for name in ("was", "now"))
        may = {
            pk
            for pk, question in questions.items()
            if not (settings.SECOND_APPROVAL and question.status == Status.PUBLISHED)
        }
        change = authoring.Change(request.user, timezone.now(), str(_("Undone: %s") % undo["words"])[:MOST_REASON])
        try:
            done = authoring.write_many({pk: was[pk] for pk in may}, change, {pk: now_said[pk] for pk in may})
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return redirect(self.address_of_list(back))
        self._log(request, [questions[pk] for pk in done], change.reason)
        said = ngettext(
            "%(count)d question says again what it said before.",
            "%(count)d questions say again what they said before.",
            len(done),
        ) % {"count": len(done)}
        self.message_user(request, said, messages.SUCCESS if done else messages.WARNING)
        left = [question.key for pk, question in questions.items() if pk not in done]
        if left:
            self.message_user(request, _refusal(_("changed again or published meanwhile"), left), messages.WARNING)
        return redirect(self.address_of_list(back))


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 19


def _is_over(undo):
    at = parse_datetime(undo["at"])
    return (timezone.now() - at).total_seconds() > UNDO_MINUTES * 60


def _refusal(words, keys):
    """Say which questions stay as they are, and why; the first few by name."""
    names = ", ".join(keys[:5]) + (f", … ({len(keys)})" if len(keys) > 5 else "")
    return ngettext(
        "%(count)d question stays as it is, %(why)s: %(names)s.",
        "%(count)d questions stay as they are, %(why)s: %(names)s.",
        len(keys),
    ) % {"count": len(keys), "why": words, "names": names}
