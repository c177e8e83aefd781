"""Who may sign in, and what they may do."""

from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):
    """allauth's backend, which asks for all permissions in one statement: nearly every page asks for some."""

    def get_all_permissions(self, user_obj, obj=None):
        """Return the permissions of `user_obj`, their own and those of their groups, as a set of names."""
        is_known = hasattr(user_obj, "_perm_cache")
        if is_known or obj is not None or not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        of_both = [self._get_user_permissions(user_obj), self._get_group_permissions(user_obj)]
        own, of_groups = (found.order_by().values_list("content_type__app_label", "codename") for found in of_both)
        user_obj._perm_cache = {f"{app}.{name}" for app, name in own.union(of_groups).order_by()}
        return user_obj._perm_cache
