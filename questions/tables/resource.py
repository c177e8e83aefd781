"""
Questions as django-import-export knows them: what a row holds when it is written, and what becomes of rows read.

The library's own way saves each row as it comes. Here the table is checked as a whole first, against the whole bank,
and written through `questions.authoring` in one transaction or not at all.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Count
from import_export import resources
from import_export.results import Error, Result, RowResult

from questions import authoring
from questions.models import Question
from questions.tables import check
from questions.tables.cells import short
from questions.tables.columns import CHOICES, MOST_POINTS, cells_of, columns_for, point_columns, said_of
from questions.tables.write import REASON, write

_TYPES = {
    check.NEW: RowResult.IMPORT_TYPE_NEW,
    check.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    check.SAME: RowResult.IMPORT_TYPE_SKIP,
}


class TableResult(Result):
    """What a table does or would do. `digest` names it; `has_moved`: it is no longer what was shown."""

    digest = ""
    has_moved = False


class QuestionResource(resources.Resource):
    """Questions of public guides, a row each; private guides neither come in nor go out."""

    class Meta:
        """What the library needs to know."""

        model = Question
        import_id_fields = ["key"]
        name = "questions"
        chunk_size = 500

    def __init__(self, **kwargs):
        super().__init__()
        self.points = 0

    @classmethod
    def get_display_name(cls):
        """Name the rows."""
        return str(Question._meta.verbose_name_plural)

    @classmethod
    def get_result_class(cls):
        """Say which class tells of an import."""
        return TableResult

    def get_import_order(self):
        """Return the columns that are read."""
        return [*columns_for(CHOICES, MOST_POINTS)]

    def import_data(self, dataset, dry_run=False, *, change, expected="", **kwargs):
        """
        Check a Table and, unless it is a dry run or refused, write it; return the TableResult.

        `change` is the authoring.Change that says who and when; `expected` the digest of the result that was shown
        before: nothing is written where this would be another one by now.
        """
        with transaction.atomic():
            plan = check.plan(dataset, change.by, lock=not dry_run)
            result = self._result(plan)
            result.has_moved = bool(expected) and not plan.is_refused and result.digest != expected
            if not (dry_run or plan.is_refused or result.has_moved):
                result.new, result.changed = write(plan, change)
        return result

    def _result(self, plan):
        result = self.get_result_class()()
        result.total_rows = len(plan.rows)
        for message in plan.problems:
            result.append_base_error(Error(ValidationError(message)))
        for row in plan.rows:
            row_result = self.get_row_result_class()()
            row_result.number, row_result.instance = row.number, row.question
            row_result.object_repr = row.key or short(row.after.prompt if row.after else "")
            if row.problems:
                row_result.import_type = RowResult.IMPORT_TYPE_INVALID
                row_result.validation_error = _as_error(row.problems)
                result.append_invalid_row(row.number, {}, row_result.validation_error)
            else:
                row_result.import_type, row_result.diff = _TYPES[row.state], row.differences
            result.increment_row_result_total(row_result)
            result.append_row_result(row_result)
        result.digest = "" if plan.is_refused else plan.digest
        return result

    def filter_export(self, queryset, **kwargs):
        """Load what a row holds, of public guides alone."""
        questions = queryset.filter(guide__owner=None).select_related("rubric", "topic__round__guide")
        return questions.prefetch_related("key_points", "criteria")

    def before_export(self, queryset, **kwargs):
        """Find out how many columns the key points need."""
        rows = Question.objects.filter(pk__in=queryset.order_by().values("pk")).order_by()
        most = rows.annotate(count=Count("key_points")).order_by("-count").values_list("count", flat=True).first()
        self.points = min(most or 0, MOST_POINTS)

    def get_export_headers(self, selected_fields=None):
        """Return the headings."""
        return columns_for(selected_fields or CHOICES, self.points)

    def export_resource(self, instance, selected_fields=None, **kwargs):
        """Return the cells of a question."""
        cells = cells_of(instance.key, said_of(instance)) | {}
        empty = dict.fromkeys(point_columns(self.points), "")
        return [(empty | cells)[name] for name in self.get_export_headers(selected_fields)]


def change_by(curator, now):
    """Return the Change that a curator makes by a table."""
    return authoring.Change(by=curator, now=now, reason=REASON)


def _as_error(problems):
    found = {}
    for problem in problems:
        found.setdefault(problem.column or NON_FIELD_ERRORS, []).append(problem.message)
    return ValidationError(found)
