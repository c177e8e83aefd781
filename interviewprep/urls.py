"""All addresses."""

from django.contrib import admin
from django.urls import include, path

handler400 = "interviewprep.uploads.bad_request"

urlpatterns = [
    path("", include("sessions.urls")),
    path("", include("questions.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
