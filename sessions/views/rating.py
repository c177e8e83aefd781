"""Views: rating."""

from django.shortcuts import render


def begin(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def rate(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def save(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def verdict(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def save_verdict(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
