"""Views: planning."""

from django.shortcuts import render


def plan(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def offer(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
