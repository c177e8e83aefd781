"""Views: guides."""

from django.shortcuts import render


def guides(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def guide(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
