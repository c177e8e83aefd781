"""The roles: Django groups with permissions. Made here, for set-up, loader and tests alike."""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied

from accounts.models import User

COACHES = "Coaches"
CURATORS = "Curators"

# Permissions by app label and codename; the bank's are all those of its models but deleting versions and changes.
PERMISSIONS = {
    COACHES: {("mock_sessions", "review_interview")},
    CURATORS: {
        ("questions", f"{action}_{model}")
        for action in ("add", "change", "delete", "view")
        for model in (
            "guide",
            "round",
            "focustopic",
            "question",
            "keypoint",
            "rubric",
            "criterion",
            "tip",
            "resource",
            "source",
            "frequentlyasked",
            "sampleanswer",
        )
    }
    | {("questions", "view_questionversion"), ("questions", "view_questionchange")}
    # What people say is wrong is settled, neither made nor deleted.
    | {("questions", "view_problemreport"), ("questions", "change_problemreport")},
}


def ensure_roles():
    """
    Make the groups and give each exactly its permissions. May be called any number of times, after migrating.

    Raises LookupError where a permission is missing, which means that the migrations have not run.
    """
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        found = {
            (permission.content_type.app_label, permission.codename): permission
            for permission in Permission.objects.filter(
                content_type__app_label__in={label for label, _ in wanted}
            ).select_related("content_type")
        }
        missing = wanted - found.keys()
        if missing:
            raise LookupError(f"Permissions missing for {name}: {sorted(missing)}. Run `manage.py migrate` first.")
        group.permissions.set([found[pair] for pair in wanted])


def grant(user, role, by=None):
    """
    Put `user` into the group `role`. `by` is who grants it; None stands for the command line, which may.

    Raises PermissionDenied unless `by` holds the permission to grant roles, which administrators alone do.
    """
    _check(by)
    user.groups.add(Group.objects.get(name=role))


def revoke(user, role, by=None):
    """Take `user` out of the group `role`. Raises PermissionDenied as `grant` does."""
    _check(by)
    user.groups.remove(Group.objects.get(name=role))


def _check(by):
    if by is not None and not by.has_perm("accounts.grant_roles"):
        raise PermissionDenied("Only administrators grant and revoke roles.")


def coaches():
    """Return the active people who are coaches, as a queryset of users."""
    return User.objects.filter(
        is_active=True,
        groups__permissions__codename="review_interview",
        groups__permissions__content_type__app_label="mock_sessions",
    ).distinct()


def is_coach(user):
    """Whether `user` may review interviews."""
    return user.has_perm("mock_sessions.review_interview")


def is_curator(user):
    """Whether `user` keeps the bank."""
    return user.has_perm("questions.change_question")
