"""Problem reports: read, settled with an answer to the reporter, opened again. Nobody adds or deletes them here."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import reporting
from questions.admin.base import BankAdmin, PublicGuideFilter
from questions.models import ProblemReport

# More are settled in several goes: a form takes a thousand fields.
MOST_AT_ONCE = 200


class StateFilter(admin.SimpleListFilter):
    """Open or settled."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("open", _("open")), ("settled", _("settled"))]

    def queryset(self, request, queryset):
        """Return the reports of the chosen state."""
        if self.value() in {"open", "settled"}:
            return queryset.filter(settled_at__isnull=self.value() == "open")
        return queryset


class SettleForm(forms.ModelForm):
    """What became of an open report, and what its reporter is told."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=ProblemReport.Outcome.choices,
        widget=AdminRadioSelect,
        error_messages={"required": _("Say what became of it.")},
    )

    class Meta:
        model = ProblemReport
        fields = ["outcome", "answer"]
        widgets = {"answer": AdminTextareaWidget(attrs={"rows": 5})}
        help_texts = {"answer": _("The reporter gets a message with the outcome and these words.")}

    def clean(self):
        """Two curators may have the same report open: the first settles it."""
        super().clean()
        if not ProblemReport.objects.select_for_update().filter(pk=self.instance.pk, settled_at=None).exists():
            raise forms.ValidationError(_("This report has been settled meanwhile. Your words were not sent."))


class ReopenForm(forms.ModelForm):
    """A settled report."""

    open_again = forms.BooleanField(
        label=_("Open it again"),
        required=False,
        help_text=_("It waits for a curator again; settling it anew sends another message."),
    )

    class Meta:
        model = ProblemReport
        fields = []

    def clean(self):
        """Somebody else settled it while these words were written; or it was opened again already."""
        super().clean()
        if "outcome" in self.data:
            raise forms.ValidationError(
                _("This report has been settled meanwhile, as shown here. Your words were not sent: %(words)s"),
                params={"words": self.data.get("answer", "") or "–"},
            )


@admin.register(ProblemReport)
class ProblemReportAdmin(BankAdmin):
    """Reports on questions of public guides."""

    owner_path = "question__guide__owner"
    # One reads before one settles.
    save_on_top = False
    list_display = ["problem_said", "beginning", "state", "key", "who", "reported_at"]
    list_display_links = ["problem_said", "beginning"]
    list_filter = [StateFilter, "problem", "outcome", ("question__guide", PublicGuideFilter)]
    list_select_related = ["question__guide", "reporter"]
    search_fields = ["words", "answer", "question__key", "question__prompt"]
    ordering = reporting.OPEN_FIRST
    actions = ["settle_as_mended", "settle_as_left", "open_again"]

    def get_queryset(self, request):
        """Load what the page of a report names."""
        return super().get_queryset(request).select_related("question__guide", "reporter", "settled_by")

    def lookup_allowed(self, lookup, value, request):
        """Let the question's page link to its reports."""
        return lookup == "question__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request, obj=None):
        """People report on the site."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Reports are settled; only who made one may take it back."""
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Settle an open report, or open a settled one again."""
        is_open = obj is None or obj.settled_at is None
        return super().get_form(request, obj, change, **kwargs | {"form": SettleForm if is_open else ReopenForm})

    def get_fieldsets(self, request, obj=None):
        """Show the report, then what is done with it."""
        said = ["question_asked", "guide", "problem_said", "said", "who", "reported_at"]
        if obj is not None and obj.settled_at is not None:
            told = ["state", "answer_given", "by_whom", "settled_at"]
            again = [(_("Open again"), {"fields": ["open_again"]})] if self.has_change_permission(request, obj) else []
            return [(_("Report"), {"fields": said}), (_("Settled"), {"fields": told}), *again]
        if not self.has_change_permission(request, obj):
            return [(_("Report"), {"fields": said})]
        return [(_("Report"), {"fields": said}), (_("Settle it"), {"fields": ["outcome", "answer"]})]

    def get_readonly_fields(self, request, obj=None):
        """Nothing that was said is changed."""
        said = ["question_asked", "guide", "problem_said", "said", "who", "reported_at"]
        return [*said, "state", "answer_given", "by_whom", "settled_at"]

    def save_model(self, request, obj, form, change):
        """Settle or open again through the door; the form has locked the row."""
        if isinstance(form, SettleForm):
            given = form.cleaned_data
            reporting.settle(obj, request.user, given["outcome"], given["answer"], timezone.now())
        elif form.cleaned_data["open_again"] and obj.settled_at is not None:
            reporting.reopen(obj)

    @admin.action(description=_("Settle what is selected as mended"), permissions=["change"])
    def settle_as_mended(self, request, queryset):
        """Settle several, after a question."""
        return self._settle(request, queryset, ProblemReport.Outcome.MENDED)

    @admin.action(description=_("Settle what is selected as left as it is"), permissions=["change"])
    def settle_as_left(self, request, queryset):
        """Settle several, after a question."""
        return self._settle(request, queryset, ProblemReport.Outcome.LEFT)

    def _settle(self, request, queryset, outcome):
        if not self.has_change_permission(request):
            raise PermissionDenied
        waiting = list(queryset.filter(settled_at=None)[: MOST_AT_ONCE + 1])
        if not waiting:
            self.message_user(request, _("What is selected has been settled already."), messages.WARNING)
            return None
        if len(waiting) > MOST_AT_ONCE:
            self.message_user(
                request, _("Select at most %(most)d open reports at a time.") % {"most": MOST_AT_ONCE}, messages.WARNING
            )
            return None
        form = BulkForm(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            return self._settled(request, waiting, outcome, form.cleaned_data["answer"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Settle several reports"),
            "opts": self.opts,
            "address_of_list": reverse("admin:questions_problemreport_changelist"),
            "media": self.media,
            "reports": waiting,
            "outcome": outcome,
            "form": form,
            "action": request.POST["action"],
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/questions/settle_selected.html", context)

    def _settled(self, request, waiting, outcome, answer):
        count = 0
        for one in waiting:
            try:
                reporting.settle(one, request.user, outcome, answer, timezone.now())
            except reporting.NotPossible:
                continue  # somebody else did meanwhile; the count says how many this was
            self.log_change(request, one, [{"changed": {"fields": [f"outcome: {outcome.label}"]}}])
            count += 1
        self.message_user(
            request,
            ngettext("%(count)d report is settled: %(outcome)s.", "%(count)d reports are settled: %(outcome)s.", count)
            % {"count": count, "outcome": outcome.label},
            messages.SUCCESS if count else messages.WARNING,
        )

    @admin.action(description=_("Open what is selected again"), permissions=["change"])
    def open_again(self, request, queryset):
        """Take back that they were settled."""
        settled = list(queryset.filter(settled_at__isnull=False))
        for one in settled:
            reporting.reopen(one)
            self.log_change(request, one, [{"changed": {"fields": ["open again"]}}])
        self.message_user(
            request,
            ngettext("%(count)d report is open again.", "%(count)d reports are open again.", len(settled))
            % {"count": len(settled)},
            messages.SUCCESS if settled else messages.INFO,
        )

    @admin.display(description=_("problem"), ordering="problem")
    def problem_said(self, report):
        """Return the problem in words."""
        return report.get_problem_display()

    @admin.display(description=_("in their words"))
    def beginning(self, report):
        """Return the beginning of the words."""
        return report.words if len(report.words) <= 80 else f"{report.words[:79]}…"

    @admin.display(description=_("in their words"))
    def said(self, report):
        """Return the words as they were written."""
        return _as_written(report.words) if report.words else "–"

    @admin.display(description=_("answer to the reporter"))
    def answer_given(self, report):
        """Return the answer as it was written."""
        return _as_written(report.answer) if report.answer else _("none")

    @admin.display(description=_("question"), ordering="question__key")
    def key(self, report):
        """Link to the question's page."""
        return format_html('<a href="{}">{}</a>', _page_of(report.question), report.question.key)

    @admin.display(description=_("question"))
    def question_asked(self, report):
        """Return the prompt with a link to the question's page."""
        return format_html('{}<br><a href="{}">{}</a>', report.question.prompt, _page_of(report.question), _("Edit it"))

    @admin.display(description=_("guide"), ordering="question__guide")
    def guide(self, report):
        """Return the guide's short title."""
        return report.question.guide.short

    @admin.display(description=_("reported by"), ordering="reporter")
    def who(self, report):
        """Return who reported it."""
        return report.reporter or _("somebody who has left")

    @admin.display(description=_("settled by"))
    def by_whom(self, report):
        """Return who settled it."""
        return report.settled_by or _("somebody who has left")

    @admin.display(description=_("state"), ordering="settled_at")
    def state(self, report):
        """Return open, or what became of it."""
        return report.get_outcome_display() if report.settled_at else _("open")


class BulkForm(forms.Form):
    """One answer to all reporters."""

    answer = forms.CharField(
        label=_("Answer to the reporters"),
        required=False,
        max_length=reporting.LONGEST,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text=_("Each reporter gets a message with the outcome and these words."),
    )


def _as_written(text):
    """Return plain text as escaped paragraphs."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks


def _page_of(question):
    return reverse("admin:questions_question_change", args=[question.pk])
