"""What the admin says of a question's use: this app knows the interviews, the bank does not."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from questions.admin.guides import GuideAdmin
from questions.admin.questions import QuestionAdmin
from questions.models import Guide, Question
from sessions.queries.bank import use_of, use_of_many

admin.site.unregister([Guide, Question])


@admin.register(Question)
class QuestionInUseAdmin(QuestionAdmin):
    """Questions, with the effect of a change said before it is saved."""

    readonly_fields = [*QuestionAdmin.readonly_fields, "use"]

    def get_fieldsets(self, request, obj=None):
        """Say the effect beside the reason for the change."""
        *others, (title, options) = super().get_fieldsets(request, obj)
        return [*others, (title, options | {"fields": ["use", *options["fields"]]})]

    def effect_of(self, questions):
        """Say which interviews keep what they have."""
        use = use_of_many([question.pk for question in questions])
        return render_to_string("parts/question_use.html", {"use": use})

    @admin.display(description=_("effect of a change"))
    def use(self, question):
        """Return which interviews keep which version."""
        if not question.pk:
            return _("The question is new: nothing stands on it.")
        words = render_to_string("parts/question_use.html", {"use": use_of(question.pk)})
        return format_html(
            '{} <a href="{}">{}</a>', words, reverse("bank_question", args=[question.key]), _("Versions and figures")
        )


@admin.register(Guide)
class GuideToCopyAdmin(GuideAdmin):
    """Guides, with the way to a copy for another company or level."""

    readonly_fields = [*GuideAdmin.readonly_fields, "copying"]

    def get_fieldsets(self, request, obj=None):
        """Offer the copy last."""
        return [*super().get_fieldsets(request, obj), (_("Another company or level"), {"fields": ["copying"]})]

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
