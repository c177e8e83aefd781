"""Invitations: a signed link for one e-mail address, good for two weeks. Nothing is stored."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail, signing
from django.urls import reverse
from django.utils.translation import gettext as _

SALT = "accounts.invitation"
GOOD_FOR_SECONDS = 14 * 24 * 60 * 60

logger = logging.getLogger(__name__)


def token_for(email):
    """Return the token that lets the owner of `email` sign up while SIGNUP is `invite`."""
    return signing.dumps(email.lower(), salt=SALT)


def email_of(token):
    """Return the e-mail address that `token` invites, or None where it is forged or older than two weeks."""
    try:
        return signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return None


def link_for(token):
    """Return the whole address of the page where the invited person signs up."""
    return f"{settings.SITE_URL}{reverse('account_signup')}?{urlencode({'invitation': token})}"


def send(email, token):
    """Send the link to `email`; whether the mail server took it. The link can be passed on by hand as well."""
    try:
        mail.send_mail(
            _("Your invitation to Interviewprep"),
            _("You are invited to rehearse job interviews. Make your account here, within two weeks:")
            + f"\n\n{link_for(token)}\n",
            settings.DEFAULT_FROM_EMAIL,
            [email],
        )
    except OSError as error:  # smtplib's errors are OSErrors, and so is a host that cannot be reached
        logger.warning("Invitation not sent: %s", error)
        return False
    return True
