"""The login session engine: Django's database store, with the user loaded in the same query."""

import json
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import models
from django.utils import timezone

from accounts.models import LoginSession
from accounts.prepared import Prepared

LIVING = Prepared(
    lambda slot: LoginSession.objects.select_related("user").filter(
        session_key=slot("key", models.CharField()), expire_date__gt=slot("now", models.DateTimeField())
    )
)


@lru_cache(maxsize=1024)
def verified(session_data, secret_key):
    """Return as JSON what Django's store reads out of `session_data`: the same text always holds the same."""
    return json.dumps(DatabaseStore.decode(SessionStore(), session_data))


class SessionStore(DatabaseStore):
    """Django's database session store over `LoginSession`. `user` is the row's user once the session is loaded."""

    user = None

    @classmethod
    def get_model_class(cls):
        """Return the model that holds the sessions."""
        return LoginSession

    def _get_session_from_db(self):
        session = LIVING.get(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
            return None
        self.user = session.user
        return session

    def decode(self, session_data):
        """Return what `session_data` holds; a signature that was found good once is not computed again."""
        return json.loads(verified(session_data, settings.SECRET_KEY))

    def create_model_instance(self, data):
        """Return the row for `data`, with the signed-in user as its column."""
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row
