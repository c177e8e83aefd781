"""Roles are groups with permissions; administrators alone grant them."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts import roles
from accounts.models import User


def again(user):
    """The user without what was cached of their permissions."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin(roles):
    """An administrator."""
    return User.objects.create_superuser("admin@example.org", "x")


def test_a_coach_reviews_and_keeps_no_bank(carol):
    assert (roles.is_coach(carol), roles.is_curator(carol), carol.is_staff) == (True, False, False)


def test_a_curator_keeps_the_bank_and_reviews_nothing(erin):
    assert (roles.is_coach(erin), roles.is_curator(erin), erin.is_staff) == (False, True, True)


def test_a_curator_sees_no_answers_in_the_admin(erin):
    about_people = [name for name in erin.get_all_permissions() if name.startswith(("mock_sessions.", "accounts."))]
    assert about_people == []


def test_a_curator_deletes_no_version(erin):
    assert not erin.has_perm("questions.delete_questionversion")


def test_an_administrator_grants_and_revokes(admin, alice):
    roles.grant(alice, roles.COACHES, by=admin)
    assert roles.is_coach(again(alice))
    roles.revoke(alice, roles.COACHES, by=admin)
    assert not roles.is_coach(again(alice))


@pytest.mark.parametrize("who", ["alice", "carol", "erin"])
def test_nobody_else_grants(request, who, bob):
    with pytest.raises(PermissionDenied):
        roles.grant(bob, roles.COACHES, by=request.getfixturevalue(who))
    assert not roles.is_coach(again(bob))


@pytest.mark.parametrize("who", ["alice", "carol", "erin"])
def test_nobody_else_revokes(request, who, dave):
    with pytest.raises(PermissionDenied):
        roles.revoke(dave, roles.COACHES, by=request.getfixturevalue(who))
    assert roles.is_coach(again(dave))


def test_the_permission_to_grant_can_be_given_to_one_person(alice, bob):
    alice.user_permissions.add(Permission.objects.get(codename="grant_roles"))
    roles.grant(bob, roles.COACHES, by=again(alice))
    assert roles.is_coach(again(bob))


def test_making_the_roles_again_takes_away_what_does_not_belong(carol):
    Group.objects.get(name=roles.COACHES).permissions.add(Permission.objects.get(codename="change_question"))
    roles.ensure_roles()
    assert not roles.is_curator(again(carol))


def test_coaches_are_listed_once_and_only_if_active(carol, dave, erin):
    dave.is_active = False
    dave.save()
    carol.user_permissions.add(Permission.objects.get(codename="review_interview"))
    assert list(roles.coaches()) == [carol]


@pytest.mark.parametrize(("role", "check"), [("coach", roles.is_coach), ("curator", roles.is_curator)])
def test_the_command_grants_and_revokes(alice, role, check):
    out = StringIO()
    call_command("grant_role", "ALICE@example.org", role, stdout=out)
    assert check(again(alice))
    assert out.getvalue() == f"alice@example.org is a {role}.\n"
    call_command("grant_role", "alice@example.org", role, "--revoke", stdout=out)
    assert not check(again(alice))


def test_the_command_knows_nobody_who_is_not_there(roles):
    with pytest.raises(CommandError, match="They have to sign up first"):
        call_command("grant_role", "nobody@example.org", "coach")


def test_the_command_knows_no_other_role(alice):
    with pytest.raises(CommandError):
        call_command("grant_role", "alice@example.org", "king")


def test_all_permissions_are_asked_for_in_one_statement(carol, django_assert_num_queries):
    carol.user_permissions.add(Permission.objects.get(codename="grant_roles"))
    carol = User.objects.get(pk=carol.pk)
    with django_assert_num_queries(1):
        found = [carol.has_perm(name) for name in ("mock_sessions.review_interview", "accounts.grant_roles", "no.such")]
    assert found == [True, True, False]


def test_somebody_shut_out_may_nothing(carol):
    carol.is_active = False
    assert carol.has_perm("mock_sessions.review_interview") is False
