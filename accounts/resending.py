"""A form that cannot be accepted (signed out, a stale key) gives its text back, to be sent again from there."""

from django.shortcuts import render

# The fields of forms that somebody may have written in for an hour.
LONG_TEXTS = ("text", "note", "reflection", "summary")


def holds_text(request):
    """
    Whether a plain form of a page of ours came with something that a person wrote at length.

    Somebody else's form is never given back: it would come out of here with a good key.
    """
    is_form = request.method == "POST" and request.headers.get("Accept") != "application/json"
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return is_form and is_ours and any(request.POST.get(name, "").strip() for name in LONG_TEXTS)


def page(request, signed_out=False):
    """Answer a form that was not accepted: nothing was changed, and its text stands on the page."""
    texts, rest = [], []
    for name, values in request.POST.lists() if holds_text(request) else []:
        if name != "csrfmiddlewaretoken":
            (texts if name in LONG_TEXTS else rest).extend((name, value) for value in values)
    return render(request, "403_csrf.html", {"texts": texts, "rest": rest, "signed_out": signed_out}, status=403)
