"""Views: room."""

from django.shortcuts import render


def room(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def go(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def finish(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def ended(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def save(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def resolve(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def reveal(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def texts(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def restore(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
