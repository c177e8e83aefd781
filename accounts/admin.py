"""
Accounts in the admin: people for administrators alone, roles for whoever may grant them.

Curators see none of this. What candidates wrote, and what they were told, is nowhere in the admin.
"""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import router
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Message, User

admin.site.unregister(Group)
admin.site.unregister(Authenticator)


class ForAdministrators:
    """A page for superusers alone, whatever permissions somebody was given."""

    def has_module_permission(self, request):
        """Whether the page is listed."""
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        """Whether one may look."""
        return request.user.is_superuser

    def has_add_permission(self, request):
        """Whether one may add."""
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        """Whether one may change."""
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        """Whether one may delete."""
        return request.user.is_superuser


class LowerEmail:
    """Keeps e-mail addresses in lower case, as signing up does."""

    def clean_email(self):
        """Return the address in lower case."""
        return self.cleaned_data["email"].lower()


class PersonCreationForm(LowerEmail, AdminUserCreationForm):
    """A new account."""

    class Meta:
        model = User
        fields = ["email", "name"]


class PersonChangeForm(LowerEmail, UserChangeForm):
    """An account."""

    class Meta:
        model = User
        fields = ["email", "name", "time_zone", "is_active", "is_superuser", "groups"]


@admin.register(User)
class PersonAdmin(ForAdministrators, DjangoUserAdmin):
    """People. The time allowance is theirs alone and not shown."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ["email", "name", "roles_held", "is_active", "is_superuser", "date_joined", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser", "date_joined"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = ["groups"]
    readonly_fields = ["date_joined", "last_login"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "time_zone"]}),
        (_("What they may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    def get_queryset(self, request):
        """Load the groups."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles_held(self, user):
        """Return the names of the groups."""
        return ", ".join(group.name for group in user.groups.all())

    def get_deleted_objects(self, objs, request):
        """Say in numbers what goes with a person: their answers are nobody else's to read."""
        objs = list(objs)
        collector = NestedObjects(using=router.db_for_write(User), origin=objs)
        collector.collect(objs)
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in collector.model_objs.items()}
        protected = sorted({str(row._meta.verbose_name_plural) for row in collector.protected})
        return [user.email for user in objs], counts, set(), protected


class MembershipForm(forms.ModelForm):
    """Somebody in a group, named by their e-mail address."""

    email = forms.EmailField(label=_("E-mail address"))

    class Meta:
        model = User.groups.through
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True

    def clean_email(self):
        """Find the person."""
        email = self.cleaned_data["email"]
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise ValidationError(_("Nobody here has this address."))
        self.instance.user = user
        return email


class MemberInline(admin.TabularInline):
    """The people in a group."""

    model = User.groups.through
    form = MembershipForm
    extra = 1
    verbose_name = _("member")
    verbose_name_plural = _("members")

    def get_queryset(self, request):
        """Load the people."""
        return super().get_queryset(request).select_related("user").order_by("user__email")

    def has_view_permission(self, request, obj=None):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")

    def has_add_permission(self, request, obj=None):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")

    def has_change_permission(self, request, obj=None):
        """Members come and go; they are not exchanged."""
        return request.user.has_perm("accounts.grant_roles")

    def has_delete_permission(self, request, obj=None):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin):
    """The roles. They and their permissions are made by `accounts/roles.py`; here people are put into them."""

    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "permissions_held"]
    readonly_fields = ["name", "permissions_held"]
    inlines = [MemberInline]
    actions = None

    class Media:
        css = {"all": ["css/admin.css"]}

    def has_module_permission(self, request):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")

    def has_view_permission(self, request, obj=None):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")

    def has_add_permission(self, request):
        """Nobody: roles are part of the software."""
        return False

    def has_change_permission(self, request, obj=None):
        """Whoever grants roles."""
        return request.user.has_perm("accounts.grant_roles")

    def has_delete_permission(self, request, obj=None):
        """Nobody: roles are part of the software."""
        return False

    def save_model(self, request, obj, form, change):
        """Leave the group itself as it is."""

    def save_formset(self, request, form, formset, change):
        """Grant and revoke through the one place that checks who may."""
        for row in formset.save(commit=False):
            roles.grant(row.user, form.instance.name, by=request.user)
        for row in formset.deleted_objects:
            roles.revoke(row.user, form.instance.name, by=request.user)

    @admin.display(description=_("permissions"))
    def permissions_held(self, group):
        """Return the names of the permissions."""
        return ", ".join(
            permission.name for permission in group.permissions.select_related("content_type").order_by("name")
        )


class ReadOnly(ForAdministrators):
    """A page that shows and takes nothing."""

    actions = None

    def has_add_permission(self, request):
        """Nobody adds."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes."""
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(ReadOnly, admin.ModelAdmin):
    """Second factors: an administrator may take a lost one away, and sees no secret."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):
    """The outbox: whether messages went out, not what they say."""

    list_display = ["created_at", "user", "kind", "read_at", "sent_at", "attempts", "next_attempt_at", "last_error"]
    list_display_links = None
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-created_at", "-pk"]

    def has_view_permission(self, request, obj=None):
        """The list, not a message: its page would be headed by its subject."""
        return obj is None and super().has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes."""
        return False
