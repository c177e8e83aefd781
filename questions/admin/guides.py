"""Guides, rounds, focus topics, and what hangs on them."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from questions.admin.base import BankAdmin, PublicChoices, PublicGuideFilter, StatusActions, StatusHistory
from questions.admin.exporting import ExportAction
from questions.admin.forms import GuideForm, RoundForm, TipForm, TopicForm
from questions.admin.saved_filters import SavedFilters
from questions.models import FocusTopic, FrequentlyAsked, Guide, Resource, Round, Source, Tip
from questions.queries import with_question_counts


class CountedAdmin(BankAdmin):
    """A page with the number of questions in each row; `questions_path` leads to them."""

    questions_path = "questions"

    def get_queryset(self, request):
        """Add the counts."""
        return with_question_counts(super().get_queryset(request), self.questions_path)

    @admin.display(description=_("questions"))
    def questions_in(self, row):
        """Return published and all, such as `12 of 14`."""
        return _("%(published)d of %(all)d") % {"published": row.published_count, "all": row.question_count}


class RoundInline(PublicChoices, admin.TabularInline):
    """The rounds of a guide, each a link to its own page."""

    model = Round
    form = RoundForm
    fields = ["position", "key", "name", "format", "least_minutes", "most_minutes"]
    extra = 0
    can_delete = False  # on its own page, where what stands on it is counted
    show_change_link = True
    ordering = ["position", "pk"]


class TopicInline(PublicChoices, admin.TabularInline):
    """The focus topics of a round, each a link to its own page."""

    model = FocusTopic
    form = TopicForm
    fields = ["position", "key", "name"]
    extra = 0
    can_delete = False  # on its own page, where what stands on it is counted
    show_change_link = True
    ordering = ["position", "pk"]


@admin.register(Guide)
class GuideAdmin(SavedFilters, StatusActions, StatusHistory, ExportAction, CountedAdmin):
    """Public guides."""

    owner_path = "owner"
    form = GuideForm
    actions = [*StatusActions.actions, *ExportAction.actions]
    inlines = [RoundInline]
    list_display = ["title", "company", "role", "level", "status", "rounds_in", "questions_in"]
    list_filter = ["status", "company"]
    search_fields = ["title", "company", "role", "key"]
    ordering = ["position", "title"]
    prepopulated_fields = {"key": ["title"], "slug": ["title"]}
    readonly_fields = ["states"]
    fieldsets = [
        (None, {"fields": ["title", "short_title", "key", "slug", "status", "states", "position"]}),
        (_("For whom"), {"fields": ["company", "role", "level", "audience", ("least_weeks", "most_weeks")]}),
        (_("Texts"), {"fields": ["summary", "overview", "questions_to_ask"]}),
    ]

    def get_queryset(self, request):
        """Add the number of rounds."""
        return super().get_queryset(request).annotate(round_count=Count("rounds", distinct=True))

    def get_prepopulated_fields(self, request, obj=None):
        """Propose key and slug for a new guide alone."""
        return {} if obj else self.prepopulated_fields

    @admin.display(description=_("rounds"), ordering="round_count")
    def rounds_in(self, guide):
        """Return the number of rounds."""
        return guide.round_count


@admin.register(Round)
class RoundAdmin(CountedAdmin):
    """Rounds of public guides."""

    form = RoundForm
    inlines = [TopicInline]
    questions_path = "topics__questions"
    list_display = ["name", "guide", "position", "format", "least_minutes", "most_minutes", "questions_in"]
    list_filter = [("guide", PublicGuideFilter)]
    list_select_related = ["guide"]
    search_fields = ["name", "key", "guide__title"]
    autocomplete_fields = ["guide"]
    ordering = ["guide", "position", "pk"]

    def get_queryset(self, request):
        """Load the guide, which the choices of other pages name."""
        return super().get_queryset(request).select_related("guide")


@admin.register(FocusTopic)
class FocusTopicAdmin(CountedAdmin):
    """Focus topics of public guides."""

    owner_path = "round__guide__owner"
    form = TopicForm
    list_display = ["name", "guide", "round", "position", "questions_in"]
    list_filter = [("round__guide", PublicGuideFilter), ("round", PublicGuideFilter)]
    list_select_related = ["round__guide"]
    search_fields = ["name", "key", "round__name", "round__guide__title"]
    autocomplete_fields = ["round"]
    ordering = ["round__guide", "round__position", "position", "pk"]

    def get_queryset(self, request):
        """Load the round and guide, which the choices of other pages name."""
        return super().get_queryset(request).select_related("round__guide")

    @admin.display(description=_("guide"), ordering="round__guide")
    def guide(self, topic):
        """Return the guide."""
        return topic.round.guide


class PartAdmin(BankAdmin):
    """A page of one sort of a guide's parts."""

    list_filter = [("guide", PublicGuideFilter)]
    list_select_related = ["guide"]
    autocomplete_fields = ["guide"]
    ordering = ["guide", "position", "pk"]

    def get_readonly_fields(self, request, obj=None):
        """A part stays in its guide, under its key."""
        return ["guide", "key"] if obj else []


@admin.register(Tip)
class TipAdmin(BankAdmin):
    """Tips."""

    form = TipForm
    list_display = ["title", "guide", "round", "topic", "batch", "position"]
    list_filter = [("guide", PublicGuideFilter), ("round", PublicGuideFilter)]
    list_select_related = ["guide", "round", "topic"]
    search_fields = ["title", "body", "key"]
    autocomplete_fields = ["guide", "round", "topic"]
    ordering = ["guide", "position", "pk"]


@admin.register(Resource)
class ResourceAdmin(PartAdmin):
    """Resources."""

    fields = ["guide", "key", "title", "author", "medium", "url", "note", "position"]
    list_display = ["title", "author", "medium", "guide", "position"]
    list_filter = ["medium", ("guide", PublicGuideFilter)]
    search_fields = ["title", "author", "url", "key"]


@admin.register(Source)
class SourceAdmin(PartAdmin):
    """Sources."""

    fields = ["guide", "key", "title", "url", "note", "verified_on", "position"]
    list_display = ["title", "guide", "verified_on", "position"]
    list_filter = [("guide", PublicGuideFilter), "verified_on"]
    search_fields = ["title", "url", "note", "key"]


@admin.register(FrequentlyAsked)
class FrequentlyAskedAdmin(PartAdmin):
    """Questions asked often."""

    fields = ["guide", "key", "question", "answer", "position"]
    list_display = ["question", "guide", "position"]
    search_fields = ["question", "answer", "key"]
