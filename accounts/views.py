"""Views of the account's own pages."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say what to do where the form's key is missing or stale."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
