"""What all pages of the bank in the admin have in common."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, router
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import authoring, publishing
from questions.models import FocusTopic, Guide, Question, Round, Status

# So many refusals are said one by one.
MOST_REFUSALS = 10
# From each model that one can choose to the owner of its guide.
OWNERS = {Guide: "owner", Round: "guide__owner", FocusTopic: "round__guide__owner", Question: "guide__owner"}


class PublicChoices:
    """Offers rows of public guides only, each with the names of what it is in."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Leave out what belongs to private guides."""
        model = db_field.remote_field.model
        if model in OWNERS:
            kwargs["queryset"] = choices_of(model)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if model in OWNERS and field:
            field.label_from_instance = place_of
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Leave out what belongs to private guides."""
        if db_field.remote_field.model in OWNERS:
            kwargs["queryset"] = choices_of(db_field.remote_field.model)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def choices_of(model):
    """Return the rows of a model that are anybody's business: all of them, or those of public guides."""
    if model not in OWNERS:
        return model.objects.all()
    path = OWNERS[model].removesuffix("owner").removesuffix("__")
    rows = model.objects.filter(**{OWNERS[model]: None})
    return rows.select_related(path) if path else rows


def place_of(row):
    """Return a row's name behind those of what it is in: guide, round, topic."""
    if isinstance(row, Round):
        return f"{row.guide.short} › {row}"
    if isinstance(row, FocusTopic):
        return f"{row.round.guide.short} › {row.round} › {row}"
    if isinstance(row, Question):
        return f"{row.guide.short} › {row.key}: {row.prompt[:80]}"
    return str(row)


class PublicGuideFilter(admin.RelatedFieldListFilter):
    """A filter by guide, round or topic that names public ones only."""

    def field_choices(self, field, request, model_admin):
        """Return the choices, with the guide in front where that is not the guide itself."""
        return [(row.pk, place_of(row)) for row in choices_of(field.remote_field.model)]


class BankAdmin(PublicChoices, admin.ModelAdmin):
    """A page of the bank. `owner_path` leads from a row to the owner of its guide (None: it has no guide)."""

    owner_path = "guide__owner"
    ordering = ["pk"]
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    autocomplete_label = staticmethod(place_of)
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 5})}}

    class Media:
        css = {"all": ["css/admin.css"]}
        js = [forms.Script("js/grow.js", type="module"), forms.Script("js/names.js", type="module")]

    def get_queryset(self, request):
        """Leave private guides out: they are their owners' business."""
        rows = super().get_queryset(request)
        return rows.filter(**{self.owner_path: None}) if self.owner_path else rows

    def address_of_list(self, query=""):
        """Return the address of the list, with `query` behind it."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{query}" if query else address

    def change_of(self, request, form=None):
        """Return the authoring.Change that this request makes, with the reason that the form gives."""
        given = form.cleaned_data if form else {}
        return authoring.Change(
            by=request.user,
            now=timezone.now(),
            reason=given.get("reason", ""),
            is_typo=given.get("is_typo", False),
        )

    def save_model(self, request, obj, form, change):
        """Save through authoring."""
        authoring.save(obj, self.change_of(request))

    def save_formset(self, request, form, formset, change):
        """Save rows of an inline through authoring."""
        for row in formset.save(commit=False):
            authoring.save(row)
        for row in formset.deleted_objects:
            authoring.remove(row)

    def delete_model(self, request, obj):
        """Delete through authoring."""
        authoring.remove(obj)

    def delete_queryset(self, request, queryset):
        """Delete through authoring, one by one."""
        for row in queryset:
            authoring.remove(row)

    def get_deleted_objects(self, objs, request):
        """
        Say what a deletion takes along and what forbids it, in numbers.

        Django's own lists name every row, and rows of other apps tell who practises what: not the curators' business.
        """
        objs = list(objs)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in collector.model_objs.items()}
        lacking = {
            str(model._meta.verbose_name)
            for model in collector.model_objs
            if self.admin_site.is_registered(model)
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        protected = {}
        for row in collector.protected:
            protected.setdefault(row._meta, []).append(row)
        forbidding = [
            f"{len(rows)} {meta.verbose_name if len(rows) == 1 else meta.verbose_name_plural}"
            for meta, rows in protected.items()
        ]
        return [f"{capfirst(self.opts.verbose_name)}: {row}" for row in objs], counts, lacking, forbidding


class StatusActions:
    """The actions that publish and retire, for guides and questions."""

    actions = ["publish", "send_to_review", "retire"]

    @admin.action(description=_("Publish what is selected"), permissions=["change"])
    def publish(self, request, queryset):
        """Show them to candidates."""
        self._give(request, queryset, Status.PUBLISHED)

    @admin.action(description=_("Send what is selected to review"), permissions=["change"])
    def send_to_review(self, request, queryset):
        """Take them from candidates until somebody has looked."""
        self._give(request, queryset, Status.IN_REVIEW)

    @admin.action(description=_("Retire what is selected"), permissions=["change"])
    def retire(self, request, queryset):
        """Hide them, and keep everything that stands on them."""
        self._give(request, queryset, Status.RETIRED)

    def _give(self, request, queryset, status):
        changing = queryset.exclude(status=status)
        if self.model is Question:
            changing = changing.prefetch_related("key_points", "criteria")
        changing = list(changing)
        refused = {}
        if status == Status.PUBLISHED:
            refused = {row: words for row in changing if (words := self.refusal(row, request.user))}
        given = [row for row in changing if row not in refused]
        rows = self.model.objects.filter(pk__in=[row.pk for row in given])
        authoring.set_status(rows, status, self.change_of(request))
        words = [{"changed": {"fields": [f"status: {status.label}"]}}]
        LogEntry.objects.log_actions(request.user.pk, given, CHANGE, words)
        self.message_user(
            request,
            ngettext("%(count)d row is now %(status)s.", "%(count)d rows are now %(status)s.", len(given))
            % {"count": len(given), "status": status.label},
            messages.SUCCESS if given else messages.INFO,
        )
        for words in list(refused.values())[:MOST_REFUSALS]:
            self.message_user(request, words, messages.WARNING)
        if len(refused) > MOST_REFUSALS:
            more = len(refused) - MOST_REFUSALS
            words = ngettext("%(count)d more was not published.", "%(count)d more were not published.", more)
            self.message_user(request, words % {"count": more}, messages.WARNING)

    def refusal(self, row, curator):
        """Return the sentence that says why `curator` cannot publish a row, or an empty text."""
        missing = publishing.missing_in(row)
        if missing:
            return _("“%(row)s” was not published. It lacks: %(missing)s.") % {
                "row": row.key,
                "missing": ", ".join(missing),
            }
        if isinstance(row, Question) and publishing.needs_another(row, curator):
            return _("“%s” was not published: its last change is yours, so another curator publishes it.") % row.key
        return ""


class StatusHistory:
    """Shows who gave a row its status, and when: the field `states`."""

    @admin.display(description=_("who and when"))
    def states(self, row):
        """Return the last changes of the status, the newest first."""
        if row.pk is None:
            return _("begins when it is saved")
        changes = row.status_changes.select_related("by")[:5]
        lines = ((one.get_status_display(), one.by or "–", date_format(one.at, "j F Y, H:i")) for one in changes)
        return format_html_join("", "<div>{}: {}, {}</div>", lines) or _("as it was loaded")
