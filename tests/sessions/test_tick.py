"""`manage.py tick`: overdue interviews, lapsed claims, warnings, messages; as often as one likes."""

from datetime import timedelta
from io import StringIO

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from sessions.models import LEASE, InterviewStatus, Review
from tests import making


def tick(**options):
    """Run it and return the line that it reports."""
    out = StringIO()
    call_command("tick", stdout=out, **options)
    return out.getvalue()


def test_with_nothing_to_do_it_says_so(db):
    assert tick() == "0 interviews ended, 0 claims lapsed, 0 coaches warned, 0 messages sent\n"


def test_while_the_app_runs_it_is_quiet_unless_something_happened(alice, guide):
    assert tick(verbosity=0) == ""
    making.running(alice, guide, timezone.now() - timedelta(days=1))
    assert tick(verbosity=0).startswith("1 interviews ended")


def test_an_overdue_interview_ends_at_its_deadline(alice, guide):
    interview = making.running(alice, guide, timezone.now() - timedelta(days=1))
    assert tick().startswith("1 interviews ended")
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.RATING, interview.deadline)


def test_an_interview_with_time_left_goes_on(alice, guide):
    interview = making.running(alice, guide, timezone.now())
    tick()
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RUNNING


def test_a_lapsed_claim_goes_back_to_the_queue(alice, carol, guide):
    making.claimed(alice, carol, guide, timezone.now() - LEASE - timedelta(hours=1))
    assert "1 claims lapsed" in tick()
    assert Review.objects.get().released_at is not None


def test_a_coach_is_warned_once_and_by_e_mail(alice, carol, guide):
    making.claimed(alice, carol, guide, timezone.now() - LEASE + timedelta(hours=5))
    assert "1 coaches warned, 2 messages sent" in tick()
    assert [sent.subject for sent in mail.outbox if sent.to == [carol.email]] == ["Your claim is about to lapse"]


def test_twice_is_as_once(alice, bob, carol, guide):
    making.running(bob, guide, timezone.now() - timedelta(days=1))
    making.claimed(alice, carol, guide, timezone.now() - LEASE + timedelta(hours=5))
    tick()
    sent = len(mail.outbox)
    assert tick() == "0 interviews ended, 0 claims lapsed, 0 coaches warned, 0 messages sent\n"
    assert len(mail.outbox) == sent
