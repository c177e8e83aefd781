"""Views: review."""

from django.shortcuts import render


def review(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def answer(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def save(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def conclusion(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def save_conclusion(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
