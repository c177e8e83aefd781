"""Views: queue."""

from django.shortcuts import render


def queue(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def claim(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def release(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
