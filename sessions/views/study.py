"""Views: study."""

from django.shortcuts import render


def study(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def reveal(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def mark(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
