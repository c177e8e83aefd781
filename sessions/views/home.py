"""Views: home."""

from django.shortcuts import render


def home(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
