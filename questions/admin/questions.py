"""Questions with their key points."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from questions import authoring, publishing
from questions.admin.base import BankAdmin, PublicGuideFilter, StatusActions, StatusHistory
from questions.admin.bulk import BulkActions
from questions.admin.forms import KeyPointForm, KeyPointFormSet, QuestionForm
from questions.admin.saved_filters import SavedFilters
from questions.admin.tables import Tables
from questions.models import KeyPoint, Question
from questions.queries import with_last_change


class KeyPointInline(admin.StackedInline):
    """The key points of a question. Their keys are made from their texts and stay."""

    model = KeyPoint
    form = KeyPointForm
    formset = KeyPointFormSet
    template = "admin/questions/key_points.html"
    fields = ["text", "why", "position"]
    ordering = ["position", "pk"]

    class Media:
        js = [forms.Script("js/key_points.js", type="module")]

    def get_extra(self, request, obj=None, **kwargs):
        """Offer empty ones up to the number that a published question needs; the fourth for those without scripts."""
        there = obj.key_points.count() if obj else 0
        least, most = publishing.KEY_POINTS
        return max(least - there, 1 if there < most else 0)


@admin.register(Question)
class QuestionAdmin(Tables, BulkActions, SavedFilters, StatusActions, StatusHistory, BankAdmin):
    """Questions of public guides."""

    actions = [*StatusActions.actions, *BulkActions.actions]

    form = QuestionForm
    inlines = [KeyPointInline]
    list_display = ["summary", "status", "place", "rating", "last_change"]
    list_filter = [
        "status",
        ("guide", PublicGuideFilter),
        ("topic__round", PublicGuideFilter),
        "rubric",
        "difficulty",
        "criteria",
    ]
    list_select_related = ["guide", "topic", "rubric"]
    search_fields = ["prompt", "key", "expected_answer", "key_points__text", "topic__name"]
    autocomplete_fields = ["topic", "related"]
    ordering = ["guide", "position", "pk"]
    readonly_fields = ["history", "problems", "states"]
    fieldsets = [
        (None, {"fields": ["problems", "topic", "key", "number", "status", "states", "position"]}),
        (_("What is asked"), {"fields": ["prompt", ("difficulty", "minutes"), "probes"]}),
        (_("What a strong answer holds"), {"fields": ["expected_answer", "why_it_matters"]}),
        (_("How it is rated"), {"fields": ["rubric", "criteria"]}),
        (_("Beside it"), {"fields": ["related", "history"]}),
        (_("This change"), {"fields": ["reason", "is_typo", "base"]}),
    ]

    def get_queryset(self, request):
        """Add the last change; the list also tells which questions differ from their file."""
        questions = with_last_change(super().get_queryset(request))
        match = request.resolver_match
        if match and match.url_name.endswith("_changelist") and request.method == "GET":
            return authoring.whole_questions(questions)
        return questions.select_related("guide")

    def save_model(self, request, obj, form, change):
        """Wait for the key points: a question is saved as a whole, in `save_related`."""

    def save_related(self, request, form, formsets, change):
        """Save the question with its key points, criteria and links; its content leaves one version."""
        (key_points,) = formsets
        key_points.save(commit=False)  # which only notes what changed, for the admin's own log
        authoring.save_question(
            form.instance,
            self.change_of(request, form),
            key_points=_points_in(key_points),
            criteria=list(form.cleaned_data["criteria"]),
            related=list(form.cleaned_data["related"]),
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Let the form know who publishes."""
        form = super().get_form(request, obj, change, **kwargs)
        form.curator = request.user
        return form

    @admin.display(description=_("question"), ordering="prompt")
    def summary(self, question):
        """Return the beginning of the prompt."""
        return question.prompt if len(question.prompt) <= 90 else f"{question.prompt[:89]}…"

    @admin.display(description=_("guide and topic"), ordering="topic")
    def place(self, question):
        """Return what it is in, with its number there."""
        place = f"{question.guide.short} › {question.topic}"
        return (
            place
            if question.number is None
            else _("%(place)s, no. %(number)d")
            % {
                "place": place,
                "number": question.number,
            }
        )

    @admin.display(description=_("rated by"), ordering="rubric")
    def rating(self, question):
        """Return the rubric and the minutes."""
        return _("%(rubric)s, %(minutes)d min") % {"rubric": question.rubric, "minutes": question.minutes}

    @admin.display(description=_("content"), ordering="last_changed_at")
    def last_change(self, question):
        """Return how it stands to the file that it came from, and when it was last changed."""
        words = _("edited here") if authoring.is_edited(question) else _("as in the file")
        if not question.loaded_digest:
            words = _("written here")
        day = question.last_changed_at and date_format(localtime(question.last_changed_at), "j M Y")
        return f"{words}, {day}" if day else words

    @admin.display(description=_("open problem reports"))
    def problems(self, question):
        """Link to what people say is wrong with it, until it is settled."""
        waiting = [] if question.pk is None else question.problem_reports.filter(settled_at=None)
        links = [(reverse("admin:questions_problemreport_change", args=[report.pk]), report) for report in waiting]
        return format_html_join(
            "", '<div><a href="{}">{}</a> {}</div>', ((url, one.get_problem_display(), one.words) for url, one in links)
        ) or _("none")

    @admin.display(description=_("history"))
    def history(self, question):
        """Link to the changes, versions and sample answers."""
        if not question.pk:
            return _("begins when the question is saved")
        links = [
            (_("changes"), "admin:questions_questionchange_changelist", "question__id__exact"),
            (_("versions"), "admin:questions_questionversion_changelist", "question__id__exact"),
            (_("sample answers"), "admin:questions_sampleanswer_changelist", "version__question__id__exact"),
        ]
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>, <a href="{}">{}</a>',
            *(part for name, url, field in links for part in (f"{reverse(url)}?{field}={question.pk}", name)),
        )


def _points_in(formset):
    """Return the key points that a formset holds as Points, by position, the new ones last."""
    kept = [form for form in formset.forms if form not in formset.deleted_forms and form.cleaned_data.get("text")]
    places = {form: (form.cleaned_data.get("position") or len(kept) + 1, index) for index, form in enumerate(kept)}
    kept.sort(key=places.get)
    return [
        authoring.Point(form.instance.key, form.cleaned_data["text"], form.cleaned_data.get("why", "")) for form in kept
    ]
