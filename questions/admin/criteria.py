"""Choosing criteria: boxes to tick, those of one rubric together."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from questions.models import Criterion


class _ByRubric(ModelChoiceIterator):
    def __iter__(self):
        for rubric, rows in groupby(self.queryset, key=lambda criterion: criterion.rubric):
            yield str(rubric), [self.choice(row) for row in rows]


class CriteriaWidget(forms.CheckboxSelectMultiple):
    """A group of boxes for each rubric; `js/criteria.js` shows those of the chosen rubric alone."""

    template_name = "admin/questions/criteria.html"

    class Media:
        js = [forms.Script("js/criteria.js", type="module")]

    def _render(self, template_name, context, renderer=None):
        # The renderer of forms looks in the folders of apps alone.
        return render_to_string(template_name, context)


class CriteriaField(forms.ModelMultipleChoiceField):
    """The criteria that a question elicits."""

    iterator = _ByRubric
    widget = CriteriaWidget

    def __init__(self, **kwargs):
        rows = Criterion.objects.select_related("rubric").order_by("rubric__position", "rubric", "position", "pk")
        super().__init__(**{"queryset": rows, "label": _("Criteria"), "required": False} | kwargs)
