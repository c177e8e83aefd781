"""Addresses of the account's own pages; signing in and up are allauth's."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/messages/", views.message_switches, name="message_switches"),
    path("account/messages/<slug:kind>/", views.switch_messages, name="switch_messages"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.open_message, name="open_message"),
    path("inbox/<int:pk>/mark/", views.mark_message, name="mark_message"),
    path("inbox/read/", views.mark_all_read, name="mark_all_read"),
    path("invitations/", views.invite, name="invite"),
    path("about/scores/", views.scores, name="scores"),
    path("about/keyboard/", views.keyboard, name="keyboard"),
    path("about/privacy/", views.privacy, name="privacy"),
]
