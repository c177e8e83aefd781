"""The addresses of the app, and `/plain/`: a greeting behind all its middlewares. `/bare/` is one before them."""

from django.http import HttpResponse
from django.urls import include, path


def bare(get_response):
    """Middleware that answers /bare/ at once: what a request costs before this app does anything."""

    def answer(request):
        return HttpResponse("hello") if request.path == "/bare/" else get_response(request)

    return answer


def plain(request):
    """Greet whoever is signed in, and do nothing else."""
    return HttpResponse("hello")


urlpatterns = [path("plain/", plain), path("", include("interviewprep.urls"))]
