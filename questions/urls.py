"""Addresses of what anybody may say about the bank."""

from django.urls import path

from questions import views

urlpatterns = [
    path("questions/<slug:key>/report/", views.report_problem, name="report_problem"),
    path("questions/<slug:key>/report/take-back/", views.take_back_report, name="take_back_report"),
]
