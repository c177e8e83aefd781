"""The calibration page."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sessions.queries import calibration as queries


@never_cache
@require_safe
def calibration(request):
    """Show how one's own levels stand to the coaches', of one coach or of all."""
    page = queries.calibration_page(request.user, request.GET.get("coach", ""))
    return render(request, "sessions/calibration.html", {"page": page, "place": "progress"})
