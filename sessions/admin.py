"""What the admin knows of the bank's use: this app knows interviews and what candidates see, the bank does not."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from questions.admin.guides import GuideAdmin
from questions.admin.questions import QuestionAdmin
from questions.models import Guide, KeyPoint, Question
from sessions.forms.rating import JudgementForm
from sessions.queries.bank import use_of, use_of_many
from sessions.queries.preview import preview, preview_of_guide

admin.site.unregister([Guide, Question])


class Previewed:
    """
    Shows a row as a candidate sees it, at `preview/` behind its address; `preview/` of the list is for a new one.

    A POST is the form of the row as it stands in the browser: it is read, rendered and forgotten.
    """

    def get_urls(self):
        """Add the previews."""
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [
            path("preview/", view(self.preview_view), name=f"{name}_new"),
            path("<int:object_id>/preview/", view(self.preview_view), name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Offer the preview beside the buttons that save."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        address = reverse(name, args=[obj.pk]) if obj else reverse(f"{name}_new")
        return super().render_change_form(request, context | {"preview_address": address}, add, change, form_url, obj)

    def preview_view(self, request, object_id=None):
        """Show the row as it is stored, or as the form that is sent says; nothing is written."""
        row = self.get_object(request, str(object_id)) if object_id else None
        if object_id and row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":
            if row is None:
                raise Http404
            return self.preview_page(request, row)
        if not (self.has_change_permission(request, row) if row else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
        form.is_valid()
        return self.preview_page(request, form.instance, form)


@admin.register(Question)
class QuestionInUseAdmin(Previewed, QuestionAdmin):
    """Questions, with the effect of a change said before it is saved, and as candidates see them."""

    readonly_fields = [*QuestionAdmin.readonly_fields, "use"]

    def get_fieldsets(self, request, obj=None):
        """Say the effect beside the reason for the change."""
        *others, (title, options) = super().get_fieldsets(request, obj)
        return [*others, (title, options | {"fields": ["use", *options["fields"]]})]

    def effect_of(self, questions):
        """Say which interviews keep what they have."""
        use = use_of_many([question.pk for question in questions])
        return render_to_string("parts/question_use.html", {"use": use})

    def preview_page(self, request, question, form=None):
        """Render the card, the room and the rating of a question."""
        problems, points = [], list(question.key_points.all()) if question.pk else []
        criteria = list(question.criteria.all()) if question.pk else []
        if form is not None:
            (key_points,), _inlines = self._create_formsets(request, question, change=question.pk is not None)
            points = _points_in(key_points)
            criteria = list(form.cleaned_data.get("criteria", []))
            problems = [*_problems_of(form), *key_points.non_form_errors()]
            if any(key_points.errors):
                problems.append(_("A key point has a mistake, and is left out."))
        seen = preview(question, points, criteria)
        context = {
            "preview": seen,
            "question": question,
            "card": seen.card,
            "words": frozenset(),
            "judge": JudgementForm(None, content=seen.content) if seen.content else None,
            "problems": problems,
            "is_unsaved": form is not None,
        }
        return render(request, "sessions/preview.html", context)

    @admin.display(description=_("effect of a change"))
    def use(self, question):
        """Return which interviews keep which version."""
        if not question.pk:
            return _("The question is new: nothing stands on it.")
        words = render_to_string("parts/question_use.html", {"use": use_of(question.pk)})
        return format_html(
            '{} <a href="{}">{}</a>', words, reverse("bank_question", args=[question.key]), _("Versions and figures")
        )


def _problems_of(form):
    """Return what is wrong with a form, each with the name of its field."""
    named = [f"{form[name].label}: {' '.join(words)}" for name, words in form.errors.items() if name in form.fields]
    return [*form.non_field_errors(), *named]


def _points_in(formset):
    """Return the key points that a formset holds as rows that are not saved, in order."""
    formset.is_valid()
    kept = []
    for form in formset.forms:
        given = getattr(form, "cleaned_data", {})
        if given.get("text") and not given.get("DELETE"):
            kept.append((given.get("position") or len(formset.forms) + 1, len(kept), given))
    return [
        KeyPoint(key=f"point-{place}", text=given["text"], why=given.get("why", ""), position=place)
        for place, (_position, _index, given) in enumerate(sorted(kept, key=lambda one: one[:2]), start=1)
    ]


@admin.register(Guide)
class GuideToCopyAdmin(Previewed, GuideAdmin):
    """Guides, with the way to a copy for another company or level, and as candidates see them."""

    readonly_fields = [*GuideAdmin.readonly_fields, "copying", "files"]

    def get_fieldsets(self, request, obj=None):
        """Offer the copy last."""
        return [
            *super().get_fieldsets(request, obj),
            (_("Another company or level"), {"fields": ["copying"]}),
            (_("To take along"), {"fields": ["files"]}),
        ]

    def preview_page(self, request, guide, form=None):
        """Render the page of a guide with everything in it."""
        context = {
            "preview": preview_of_guide(guide),
            "guide": guide,
            "problems": _problems_of(form) if form is not None else [],
            "is_unsaved": form is not None,
        }
        return render(request, "sessions/preview_guide.html", context)

    @admin.display(description=_("copying"))
    def copying(self, guide):
        """Link to the copy, and to what in a copy still speaks of its original."""
        if not guide.pk:
            return _("possible once the guide is saved")
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>',
            reverse("copy_guide", args=[guide.key]),
            _("copy this guide"),
            reverse("adapt_guide", args=[guide.key]),
            _("what still speaks of the original"),
        )

    @admin.display(description=_("files and print"))
    def files(self, guide):
        """Link to the list with the drafts, and to the files."""
        if not guide.pk:
            return _("possible once the guide is saved")
        return format_html(
            '<a href="{}">{}</a>', reverse("guide_files", args=[guide.key]), _("YAML, Markdown, CSV, and to print")
        )
