"""Views of the account's own pages."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say what to do where the form's key is missing or stale."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def account(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def inbox(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def open_message(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def mark_all_read(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def invite(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def scores(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def keyboard(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def privacy(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
