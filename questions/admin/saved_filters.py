"""Filters and searches of a list that a curator keeps under a name: links above the list, each curator's own."""

from copy import copy

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views import main
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from questions.admin.base import choices_of
from questions.models import SavedFilter
from questions.models.saved_filter import MOST_IN_QUERY

MOST_OF_ONE = 30
# What an address of a list holds besides filters, search and order.
_PASSING = {*main.IGNORED_PARAMS, main.ERROR_FLAG, main.PAGE_VAR, "_changelist_filters"} - {
    main.SEARCH_VAR,
    main.ORDER_VAR,
}


class SavedFilterForm(forms.ModelForm):
    """The name of a saved filter; a new one is of `query`."""

    class Meta:
        model = SavedFilter
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})}

    def clean_name(self):
        """A name stands once in a list."""
        mine = SavedFilter.objects.filter(owner=self.instance.owner_id, list=self.instance.list)
        if mine.filter(name=self.cleaned_data["name"]).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a filter of this name for this list already."))
        return self.cleaned_data["name"]


class SavedFilters:
    """The saved filters of a list: shown above it, saved, used, renamed and deleted."""

    change_list_template = "admin/questions/list.html"

    def get_urls(self):
        """Add the page of one's filters, and the address that uses one."""
        view, name = self.admin_site.admin_view, f"questions_{self.opts.model_name}"
        return [
            path("filters/", view(self.filters_view), name=f"{name}_filters"),
            path("filters/<int:pk>/", view(require_safe(self.filter_view)), name=f"{name}_filter"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """Name one's filters above the list, and offer to keep those that are set."""
        present = kept_of(request.GET)
        context = {
            "saved_filters": [] if main.IS_POPUP_VAR in request.GET else self._mine(request),
            "present": present,
            "longest_name": SavedFilter._meta.get_field("name").max_length,
            "filters_address": reverse(f"admin:questions_{self.opts.model_name}_filters"),
        }
        for saved in context["saved_filters"]:
            saved.is_present = saved.query == present
            saved.address = self._address_of(saved)
        return super().changelist_view(request, context | (extra_context or {}))

    def _mine(self, request):
        return list(SavedFilter.objects.filter(owner=request.user, list=self.opts.model_name))

    def _address_of(self, saved):
        return reverse(f"admin:questions_{self.opts.model_name}_filter", args=[saved.pk])

    def filter_view(self, request, pk):
        """Go to the list as it was saved; a filter that fits it no more is said to."""
        self._check(request)
        saved = get_object_or_404(SavedFilter, pk=pk, owner=request.user, list=self.opts.model_name)
        query = kept_of(QueryDict(saved.query))
        problem = self._problem(request, query)
        if problem:
            words = _("“%(name)s” cannot be used any more: %(problem)s") % {"name": saved.name, "problem": problem}
            self.message_user(request, words, messages.WARNING)
            return redirect(f"admin:questions_{self.opts.model_name}_filters")
        return redirect(self.address_of_list(query))

    def filters_view(self, request):
        """One's filters of this list, to be renamed and deleted; a POST does that, or keeps a new one."""
        self._check(request)
        if request.method != "POST":
            return self._page_of_filters(request)
        act = request.POST.get("act")
        if act == "save":
            return self._keep(request)
        saved = get_object_or_404(
            SavedFilter, pk=_number(request.POST.get("pk")), owner=request.user, list=self.opts.model_name
        )
        if act == "delete":
            saved.delete()
            self.message_user(request, _("The filter “%s” is deleted.") % saved.name, messages.SUCCESS)
            return redirect(f"admin:questions_{self.opts.model_name}_filters")
        form = SavedFilterForm(request.POST, instance=saved, auto_id=f"id_{saved.pk}_%s")
        if not form.is_valid():
            return self._page_of_filters(request, form, status=422)
        form.save()
        self.message_user(request, _("The filter is called “%s” now.") % saved.name, messages.SUCCESS)
        return redirect(f"admin:questions_{self.opts.model_name}_filters")

    def _keep(self, request):
        query = kept_of(QueryDict(request.POST.get("query", "")))
        form = SavedFilterForm(request.POST, instance=SavedFilter(owner=request.user, list=self.opts.model_name))
        problem = self._problem(request, query)
        if len(query) > MOST_IN_QUERY:
            problem = _("the search is too long.")
        if problem:
            form.add_error(None, _("This cannot be saved: %s") % problem)
        elif SavedFilter.objects.filter(owner=request.user, list=self.opts.model_name).count() >= MOST_OF_ONE:
            form.add_error(None, _("You have %d filters of this list: delete one first.") % MOST_OF_ONE)
        if not form.is_valid():
            return self._page_of_filters(request, form, query, status=422)
        form.instance.query = query
        form.save()
        self.message_user(request, _("Saved: “%s” stands above the list.") % form.instance.name, messages.SUCCESS)
        return redirect(self.address_of_list(query))

    def _page_of_filters(self, request, form=None, query="", status=200):
        saved = self._mine(request)
        for one in saved:
            failed = form is not None and form.instance.pk == one.pk
            one.form = form if failed else SavedFilterForm(instance=one, auto_id=f"id_{one.pk}_%s")
            one.address = self._address_of(one)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Saved filters: %s") % self.opts.verbose_name_plural,
            "opts": self.opts,
            "media": self.media,
            "saved_filters": saved,
            "new": form if form is not None and form.instance.pk is None else None,
            "query": query,
            "address_of_list": self.address_of_list(query),
        }
        return TemplateResponse(request, "admin/questions/saved_filters.html", context, status=status)

    def _problem(self, request, query):
        """Return why the list cannot be shown with `query`, or an empty text."""
        if not query:
            return _("no filter and no search is set.")
        asked = copy(request)
        asked.GET = QueryDict(query)
        if any("\x00" in value for values in asked.GET.lists() for value in values[1]):
            return _("the list cannot search for that.")
        try:
            self.get_changelist_instance(asked)
            gone = [name for name, value in asked.GET.items() if self._is_gone(name, value)]
        except (IncorrectLookupParameters, SuspiciousOperation, ValidationError, ValueError):
            return _("the list has no such filter.")
        return _("what it filters by is gone.") if gone else ""

    def _is_gone(self, name, value):
        path_of_field, exact, _rest = name.partition("__id__exact")
        if not exact:
            return False
        field = get_fields_from_path(self.model, path_of_field)[-1]
        return not choices_of(field.remote_field.model).filter(pk=value).exists()

    def _check(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied


def kept_of(query):
    """Return what of an address of a list (a QueryDict) is worth keeping, always in the same order."""
    kept = sorted((name, value) for name, values in query.lists() for value in values if name not in _PASSING and value)
    found = QueryDict(mutable=True)
    for name, value in kept:
        found.appendlist(name, value)
    return found.urlencode()


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
