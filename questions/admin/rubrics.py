"""Rubrics with their criteria."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from questions import authoring
from questions.admin.base import BankAdmin
from questions.admin.forms import BankForm, CriterionForm, CriterionFormSet
from questions.models import Criterion, Rubric


class RubricForm(BankForm):
    """A rubric."""

    class Meta:
        model = Rubric
        fields = ["key", "name", "kind", "description", "position"]


class CriterionInline(admin.StackedInline):
    """The criteria of a rubric with their anchors."""

    model = Criterion
    form = CriterionForm
    formset = CriterionFormSet
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    extra = 0
    ordering = ["position", "pk"]


@admin.register(Rubric)
class RubricAdmin(BankAdmin):
    """Rubrics: shared by all guides."""

    owner_path = None
    form = RubricForm
    inlines = [CriterionInline]
    list_display = ["name", "kind", "criteria_in", "questions_in", "position"]
    search_fields = ["name", "key", "criteria__name"]
    ordering = ["position", "name"]
    readonly_fields = ["questions_in"]

    def get_queryset(self, request):
        """Add the counts."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                criterion_count=Count("criteria", distinct=True), question_count=Count("questions", distinct=True)
            )
        )

    def save_model(self, request, obj, form, change):
        """Wait for the criteria: a rubric is saved as a whole, in `save_related`."""

    def save_related(self, request, form, formsets, change):
        """Save the rubric with its criteria. The questions' versions follow when they are next drawn or saved."""
        (criteria,) = formsets
        criteria.save(commit=False)  # which only notes what changed, for the admin's own log
        kept = [each for each in criteria.forms if each not in criteria.deleted_forms and each.cleaned_data.get("key")]
        places = {each: (each.cleaned_data.get("position") or len(kept) + 1, place) for place, each in enumerate(kept)}
        kept.sort(key=places.get)
        authoring.save_rubric(
            form.instance, [{name: each.cleaned_data[name] for name in authoring.CRITERION_FIELDS} for each in kept]
        )
        for criterion in criteria.deleted_objects:
            authoring.remove_criterion(criterion)

    @admin.display(description=_("criteria"), ordering="criterion_count")
    def criteria_in(self, rubric):
        """Return the number of criteria."""
        return rubric.criterion_count

    @admin.display(description=_("questions that it rates"), ordering="question_count")
    def questions_in(self, rubric):
        """Return the number of questions."""
        return getattr(rubric, "question_count", 0)
