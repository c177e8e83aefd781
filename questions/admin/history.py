"""Versions and changes of questions: to be read, never to be written."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from questions.admin.base import BankAdmin, PublicGuideFilter
from questions.models import QuestionChange, QuestionVersion


class ReadOnlyAdmin(BankAdmin):
    """A page that shows and takes nothing."""

    owner_path = "question__guide__owner"
    actions = None

    def has_add_permission(self, request, obj=None):
        """Nobody adds."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes."""
        return False


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    """Versions."""

    list_display = ["key", "number", "prompt", "created_at"]
    list_display_links = ["key", "prompt"]
    list_filter = [("question__guide", PublicGuideFilter), "created_at"]
    list_select_related = ["question"]
    search_fields = ["question__key", "question__prompt"]
    ordering = ["-created_at", "-pk"]
    fields = ["key", "number", "created_at", "digest", "read"]
    readonly_fields = fields

    def lookup_allowed(self, lookup, value, request):
        """Let the question's page link to its versions."""
        return lookup == "question__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("question"), ordering="question__key")
    def key(self, version):
        """Return the question's key."""
        return version.question.key

    @admin.display(description=_("prompt"))
    def prompt(self, version):
        """Return the prompt as it was."""
        return version.content["prompt"][:120]

    @admin.display(description=_("content"))
    def read(self, version):
        """Return the content as it was."""
        return render_to_string("admin/questions/version_content.html", {"content": version.content})


@admin.register(QuestionChange)
class QuestionChangeAdmin(ReadOnlyAdmin):
    """Changes."""

    list_display = ["at", "key", "version_number", "by", "reason", "is_typo"]
    list_filter = ["is_typo", ("question__guide", PublicGuideFilter), "at"]
    list_select_related = ["question", "version", "by"]
    search_fields = ["question__key", "question__prompt", "reason"]
    ordering = ["-at", "-pk"]
    date_hierarchy = "at"
    fields = ["at", "key", "version", "by", "reason", "is_typo"]
    readonly_fields = fields

    def lookup_allowed(self, lookup, value, request):
        """Let the question's page link to its changes."""
        return lookup == "question__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("question"), ordering="question__key")
    def key(self, change):
        """Return the question's key."""
        return change.question.key

    @admin.display(description=_("version"))
    def version_number(self, change):
        """Return the version's number."""
        return change.version.number
