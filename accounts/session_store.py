"""The login session engine: Django's database store, with the user loaded in the same query."""

import logging

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from accounts.models import LoginSession


class SessionStore(DatabaseStore):
    """Django's database session store over `LoginSession`. `user` is the row's user once the session is loaded."""

    user = None

    @classmethod
    def get_model_class(cls):
        """Return the model that holds the sessions."""
        return LoginSession

    def _get_session_from_db(self):
        try:
            session = self.model.objects.select_related("user").get(
                session_key=self.session_key, expire_date__gt=timezone.now()
            )
        except (self.model.DoesNotExist, SuspiciousOperation) as error:
            if isinstance(error, SuspiciousOperation):
                logging.getLogger(f"django.security.{error.__class__.__name__}").warning(str(error))
            self._session_key = None
            return None
        self.user = session.user
        return session

    def create_model_instance(self, data):
        """Return the row for `data`, with the signed-in user as its column."""
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row
