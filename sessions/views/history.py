"""Views: history."""

from django.shortcuts import render


def history(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def interview(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def abandon(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
