"""Invitations: a signed link for one e-mail address, good for two weeks. Nothing is stored."""

from django.core import signing

SALT = "accounts.invitation"
GOOD_FOR_SECONDS = 14 * 24 * 60 * 60


def token_for(email):
    """Return the token that lets the owner of `email` sign up while SIGNUP is `invite`."""
    return signing.dumps(email.lower(), salt=SALT)


def email_of(token):
    """Return the e-mail address that `token` invites, or None where it is forged or older than two weeks."""
    try:
        return signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return None
