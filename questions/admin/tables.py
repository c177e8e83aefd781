"""
Questions as a table in the admin: export as the list is filtered, import after a preview, both for curators alone.

What django-import-export brings are the addresses, the buttons, formats and results; its own pages carry inline styles
and handlers, so the pages here are ours and keep the strict Content-Security-Policy.
"""

import zlib

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.results import RowResult
from import_export.tmp_storages import CacheStorage

from questions.importing.decoding import MOST_BYTES, Unreadable
from questions.tables import files, formats
from questions.tables.columns import CHOICES, MOST_POINTS, columns_for
from questions.tables.resource import QuestionResource, change_by

# As many rows are shown with their differences, or with what is wrong; the others are counted.
MOST_SHOWN = 300
_SALT = "questions.admin.tables"
LABELS = {
    "guide": _("guide"),
    "topic": _("topic"),
    "number": _("number"),
    "status": _("status"),
    "kind": _("kind"),
    "criteria": _("criteria"),
    "difficulty": _("difficulty"),
    "minutes": _("suggested minutes"),
    "prompt": _("prompt"),
    "expected_answer": _("expected answer"),
    "why_it_matters": _("why it matters"),
    "key_points": _("key points, each with why mentioning it matters"),
    "probes": _("probes"),
}

# What stands in the columns, for those who write a table by hand.
HELP = [
    ("key", _("by which a question is found; it stays. Empty for a new one")),
    ("guide, topic", _("their keys. A question stays in its guide")),
    ("number", _("the place in the source list, once in a guide; may be empty")),
    ("status", _("draft, in_review, published or retired. New ones are drafts; publishing needs a complete question")),
    ("kind", _("behavioural, situational, product_sense, strategy, technical or presentation: it decides the rubric")),
    (
        "criteria",
        _(
            "the keys of the criteria that it elicits, with commas between them. "
            "Without this column a new question gets the rubric’s first three"
        ),
    ),
    ("difficulty", _("easy, medium or hard")),
    ("minutes", _("from 1 to 120")),
    ("prompt, expected_answer, why_it_matters", _("texts; the last two are Markdown and may be empty in a draft")),
    (
        "key_point_1, why_1 …",
        _(
            "one key point in each, with why mentioning it matters beside it. "
            "An edited key point stays the same one, for every mark given on it"
        ),
    ),
    ("probes", _("follow-up questions, one on each line of the cell")),
]


class KeptTable(CacheStorage):
    """
    A table between its preview and the word that it be written: for a day, in the cache.

    The cache lives in the database, so whichever process on whichever machine gets the second request finds it.
    """

    CACHE_PREFIX = "questions-table-"

    def save(self, data):
        """Keep the bytes under a name that nobody can guess."""
        super().save(zlib.compress(data))

    def read(self):
        """Return the bytes, or None where they are gone."""
        data = super().read()
        return None if data is None else zlib.decompress(data)


class TableForm(forms.Form):
    """A file with a table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, JSON or YAML, at most 10 MB and 10,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.yaml,.yml"}),
    )

    def clean_file(self):
        """Read the table."""
        file = self.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Unreadable(_("The file has more than %s MB: split it.") % (MOST_BYTES // (1024 * 1024)))
            self.content = file.read()
            self.table = files.read(self.content)
        except Unreadable as error:
            raise ValidationError(str(error)) from None
        return file


class ChosenColumns(ExportForm):
    """A format, and what of the questions is wanted."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(name, capfirst(label)) for name, label in LABELS.items()],
        initial=list(LABELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The key always goes along: by it a question is found again. What is left out stays as it is."),
    )

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].choices = [choice for choice in self.fields["format"].choices if choice[0]]
        self.fields["format"].initial = "0"


class Tables(ImportExportMixin):
    """Adds export and import of tables to the list of questions; `effect_of` is that of changing many."""

    resource_classes = [QuestionResource]
    formats = formats.WRITTEN
    export_form_class = ChosenColumns
    export_template_name = "admin/questions/table_export.html"

    def has_import_permission(self, request):
        """Whoever may add and change questions may."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        """Whoever may see questions may."""
        return self.has_view_permission(request)

    # Out of the bank

    def export_action(self, request):
        """Ask for format and columns, and give the file out."""
        try:
            response = super().export_action(request)
        except (IncorrectLookupParameters, ValidationError):
            # An address that the list itself would not take.
            return redirect(self.address_of_list())
        if request.method == "POST" and isinstance(response, TemplateResponse):
            response.status_code = 422
        return response

    def init_request_context_data(self, request, form):
        """Say how many questions there are, and whether that is by filters."""
        context = super().init_request_context_data(request, form)
        count = self.get_export_queryset(request).count()
        is_filtered = any(name != "_changelist_filters" for name in request.GET)
        return context | {
            "title": _("Export questions as a table"),
            "count": count,
            "is_filtered": is_filtered,
            "address_of_list": self.address_of_list(request.GET.urlencode()),
            "media": self.media,
        }

    def get_export_resource_fields_from_form(self, form):
        """Return the columns that were chosen."""
        return ["key", *form.cleaned_data["columns"]] if form else list(CHOICES)

    def get_export_filename(self, request, queryset, file_format):
        """Name the file by the day."""
        return f"questions-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    # Into the bank

    def import_action(self, request, **kwargs):
        """Take a file, and show what it would change or all that is wrong with it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, TableForm())
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=422)
        result = self._read_table(request, form.table, dry_run=True)
        name = form.cleaned_data["file"].name[:100]
        return self._import_page(request, form, result, self._keep_table(request, form.content, name, result))

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Write the table that was shown, if it would still do what was shown."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        kept = self._kept_table(request)
        storage = KeptTable(name=kept["name"]) if kept else None
        content = storage.read() if storage else None
        if content is None:
            words = _(
                "This preview is not there any more; perhaps the table is imported already. Choose the file again."
            )
            self.message_user(request, words, messages.WARNING)
            return redirect("admin:questions_question_import")
        table = files.read(content)
        try:
            result = self._read_table(request, table, expected=kept["digest"])
        except (IntegrityError, ValidationError):
            # Somebody else wrote at the same moment; what the bank says now decides.
            result = self._read_table(request, table, dry_run=True)
            result.has_moved = True
        if result.has_moved or _is_refused(result):
            again = self._keep_table(request, content, kept["file"], result)
            return self._import_page(request, TableForm(), result, again, is_again=True)
        storage.remove()
        self._log_table(request, result)
        self.message_user(request, _said(result), messages.SUCCESS)
        return redirect(self.address_of_list())

    def _read_table(self, request, table, **kwargs):
        return QuestionResource().import_data(table, change=change_by(request.user, timezone.now()), **kwargs)

    def _keep_table(self, request, content, file, result):
        """Keep a table until it is to be written; return what the form carries, signed, or an empty text."""
        if _is_refused(result) or not _changing(result):
            return ""
        storage = KeptTable()
        storage.save(content)
        kept = {"name": storage.name, "file": file, "digest": result.digest, "user": request.user.pk}
        return signing.dumps(kept, salt=_SALT)

    def _kept_table(self, request):
        """Return what the form carried, or None where it is not from a preview of this person."""
        try:
            kept = signing.loads(request.POST.get("kept", ""), salt=_SALT, max_age=KeptTable.CACHE_LIFETIME)
        except signing.BadSignature:
            return None
        return kept if kept["user"] == request.user.pk else None

    def _import_page(self, request, form, result=None, kept="", *, is_again=False, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a table of questions"),
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "kept": kept,
            "columns": HELP,
            "is_again": is_again,
            "address_of_list": self.address_of_list(),
        }
        if result is not None:
            context |= self._told_of_table(result)
            status = 422 if _is_refused(result) else 409 if is_again else status
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/questions/table_import.html", context, status=status)

    def _told_of_table(self, result):
        """Return what the page says of a result."""
        wrong = [row for row in result.rows if row.validation_error]
        for row in wrong:
            said = row.validation_error.message_dict
            row.problems = [(column, words) for column in sorted(said, key=_place_of) for words in said[column]]
        changing = [] if _is_refused(result) else _changing(result)
        changed = [row.instance for row in changing if row.instance]
        return {
            "result": result,
            "headings": [error.error.messages[0] for error in result.base_errors],
            "wrong": wrong[:MOST_SHOWN],
            "not_told": len(wrong[MOST_SHOWN:]),
            "count_of_problems": sum(len(row.problems) for row in wrong) + len(result.base_errors),
            "changing": changing,
            "shown": changing[:MOST_SHOWN],
            "not_shown": len(changing[MOST_SHOWN:]),
            "totals": {name.replace(" ", "_"): count for name, count in result.totals.items()},
            "effect": self.effect_of(changed) if changed else "",
        }

    def _log_table(self, request, result):
        for questions, flag in ((result.new, ADDITION), (result.changed, CHANGE)):
            if questions:
                LogEntry.objects.log_actions(request.user.pk, questions, flag, str(_("Imported from a table.")))


def _place_of(column):
    places = columns_for(CHOICES, MOST_POINTS)
    return places.index(column) if column in places else -1


def _is_refused(result):
    return result.has_errors() or result.has_validation_errors()


def _changing(result):
    return [row for row in result.rows if row.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)]


def _said(result):
    """Return the sentence that says what was written."""
    new, changed = len(result.new), len(result.changed)
    said = []
    if new:
        said.append(
            ngettext("%(n)d question is new, as a draft.", "%(n)d questions are new, as drafts.", new) % {"n": new}
        )
    if changed:
        said.append(ngettext("%(n)d question is changed.", "%(n)d questions are changed.", changed) % {"n": changed})
    same = result.totals[RowResult.IMPORT_TYPE_SKIP]
    if same:
        said.append(ngettext("%(n)d was so already.", "%(n)d were so already.", same) % {"n": same})
    return " ".join(said)
