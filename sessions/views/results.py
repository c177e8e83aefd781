"""Views: results."""

from django.shortcuts import render


def result(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def answer(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def practise_weak(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def hand_in(request, **kwargs):
    """Stub."""
    return render(request, "base.html")


def withdraw(request, **kwargs):
    """Stub."""
    return render(request, "base.html")
