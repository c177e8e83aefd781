"""Middleware: the health answer, the signed-in user, the login that htmx understands, the person's time zone."""

import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware as DjangoMessageMiddleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject, cached_property, empty
from django_htmx.http import HttpResponseClientRedirect

from accounts import resending


class HealthMiddleware(MiddlewareMixin):
    """Answers /healthz before hosts, sessions and logins are looked at: a probe knows no host name."""

    def process_request(self, request):
        """Say whether the app and its database answer."""
        if request.path != "/healthz":
            return None
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("database away\n", status=503, content_type="text/plain")
        return HttpResponse("ok\n", content_type="text/plain")


def user_of(request):
    """
    Return the signed-in user, or AnonymousUser.

    The session store has loaded the user with the session. Where that row verifies in every respect it is
    taken; in every other case (a changed password, a rotated key, a person shut out) Django's own function decides.
    """
    session = request.session
    user_id = session.get(auth.SESSION_KEY)
    user = session.user
    if (
        user is not None
        and str(user.pk) == user_id
        and user.is_active
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    ):
        user.backend = session[auth.BACKEND_SESSION_KEY]
        return user
    return auth.get_user(request)


def cached_user_of(request):
    """Return `user_of(request)`, found once a request."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = user_of(request)
    return request._cached_user


class SessionUserMiddleware(AuthenticationMiddleware):
    """Django's AuthenticationMiddleware, with the user that came with the session: one query less a request."""

    def process_request(self, request):
        """Set `request.user`, found when it is first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: cached_user_of(request))


class MessageStorage(FallbackStorage):
    """Django's storage of messages, whose two places are made once something is put in or waits in one of them."""

    def __init__(self, request, *args, **kwargs):
        BaseStorage.__init__(self, request, *args, **kwargs)
        self._used_storages = set()

    @cached_property
    def storages(self):
        """The places, the cookie first."""
        return [place(self.request) for place in self.storage_classes]

    def _get(self, *args, **kwargs):
        waits = CookieStorage.cookie_name in self.request.COOKIES or SessionStorage.session_key in self.request.session
        return super()._get(*args, **kwargs) if waits else ([], True)

    def _store(self, messages, response, *args, **kwargs):
        return super()._store(messages, response, *args, **kwargs) if messages or self._used_storages else messages


class MessageMiddleware(DjangoMessageMiddleware):
    """Django's MessageMiddleware, with a storage that is made once somebody puts in a message or looks for one."""

    def process_request(self, request):
        """Set the storage of the request's messages."""
        request._messages = SimpleLazyObject(lambda: default_storage(request))

    def process_response(self, request, response):
        """Keep what was not shown, where the storage was asked for at all."""
        storage = getattr(request, "_messages", None)
        if isinstance(storage, SimpleLazyObject) and storage._wrapped is empty:
            return response
        return super().process_response(request, response)


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Asks for a login on every view that does not say otherwise, in a way that a part of a page understands."""

    def handle_no_permission(self, request, view_func):
        """
        Redirect the whole page, not the part: after signing in one is back on the page, not on its part.

        A form with a text in it is not redirected: without scripts the text would be gone.
        """
        if resending.holds_text(request):
            return resending.page(request, signed_out=True)
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        current = urlsplit(request.htmx.current_url_abs_path or "/")
        login = redirect_to_login(
            current._replace(scheme="", netloc="").geturl(),
            resolve_url(self.get_login_url(view_func)),
            self.get_redirect_field_name(view_func),
        )
        return HttpResponseClientRedirect(login.url)


class TimeZoneMiddleware:
    """Shows times in the zone of the person who looks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Activate the signed-in person's time zone for the length of the request."""
        name = request.user.time_zone if request.user.is_authenticated else settings.TIME_ZONE
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = timezone.get_default_timezone()
        with timezone.override(zone):
            return self.get_response(request)
