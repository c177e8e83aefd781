"""Accounts in the admin: people for administrators, roles for whoever grants them, no secret for anybody."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import Message, User
from accounts.roles import COACHES, CURATORS
from tests import making

USERS = "admin:accounts_user_changelist"


@pytest.fixture
def root(roles):
    """An administrator."""
    return User.objects.create_superuser("root@example.org", making.PASSWORD)


@pytest.fixture
def granter(erin):
    """A curator who may grant roles, and nothing else besides."""
    erin.user_permissions.add(Permission.objects.get(codename="grant_roles"))
    return erin


def members_form(group, email="", remove=()):
    """What the browser sends from the page of a group."""
    rows = list(User.groups.through.objects.filter(group=group).order_by("user__email"))
    data = {"User_groups-TOTAL_FORMS": len(rows) + 1, "User_groups-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        data |= {f"User_groups-{index}-id": row.pk, f"User_groups-{index}-group": group.pk}
        if row.user.email in remove:
            data[f"User_groups-{index}-DELETE"] = "on"
    return data | {f"User_groups-{len(rows)}-email": email, f"User_groups-{len(rows)}-group": group.pk}


def page_of(group):
    return reverse("admin:auth_group_change", args=[group.pk])


def emails(group):
    return sorted(group.user_set.values_list("email", flat=True))


@pytest.mark.parametrize("permission", ["change_user", "add_user", "view_user", "delete_user"])
def test_people_are_for_administrators_whatever_was_granted(client, erin, alice, permission):
    erin.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(erin)
    assert client.get(reverse(USERS)).status_code == 403
    page = reverse("admin:accounts_user_change", args=[erin.pk])
    assert client.post(page, {"email": erin.email, "is_superuser": "on"}).status_code == 403
    assert User.objects.get(pk=erin.pk).is_superuser is False


def test_an_administrator_makes_an_account(client, root):
    client.force_login(root)
    sent = {"email": "New@Example.org", "name": "New", "usable_password": "true"}
    sent |= {"password1": making.PASSWORD, "password2": making.PASSWORD}
    assert client.post(reverse("admin:accounts_user_add"), sent).status_code == 302
    assert User.objects.get(email="new@example.org").check_password(making.PASSWORD)


def test_an_address_that_is_taken_in_other_letters_is_refused(client, root, alice):
    client.force_login(root)
    sent = {"email": "ALICE@example.org", "usable_password": "true"}
    sent |= {"password1": making.PASSWORD, "password2": making.PASSWORD}
    response = client.post(reverse("admin:accounts_user_add"), sent)
    assert "email" in response.context["adminform"].form.errors


def test_an_administrator_changes_an_account_without_its_allowance(client, root, alice):
    User.objects.filter(pk=alice.pk).update(allowance=150)
    client.force_login(root)
    page = reverse("admin:accounts_user_change", args=[alice.pk])
    assert "allowance" not in client.get(page).text
    sent = {"email": alice.email, "name": "Alice B.", "time_zone": "UTC", "is_active": "on"}
    assert client.post(page, sent).status_code == 302
    assert (User.objects.get(pk=alice.pk).name, User.objects.get(pk=alice.pk).allowance) == ("Alice B.", 150)


def test_deleting_a_person_shows_numbers_and_no_answers(client, root, alice, guide, now):
    making.finished(alice, guide, now, texts=("SECRET-ANSWER",))
    client.force_login(root)
    text = client.get(reverse("admin:accounts_user_delete", args=[alice.pk])).text
    assert "SECRET-ANSWER" not in text


# Roles


def test_whoever_may_grant_puts_people_into_roles_and_takes_them_out(client, granter, alice, carol):
    client.force_login(granter)
    group = Group.objects.get(name=COACHES)
    assert client.post(page_of(group), members_form(group, "Alice@example.org")).status_code == 302
    assert emails(group) == ["alice@example.org", "carol@example.org"]
    assert client.post(page_of(group), members_form(group, remove=[carol.email])).status_code == 302
    assert emails(group) == ["alice@example.org"]


def test_an_unknown_address_is_said_at_the_field(client, granter):
    client.force_login(granter)
    group = Group.objects.get(name=CURATORS)
    assert "Nobody here has this address." in client.post(page_of(group), members_form(group, "x@example.org")).text


def test_curators_grant_no_roles(client, erin):
    client.force_login(erin)
    group = Group.objects.get(name=COACHES)
    assert client.get(page_of(group)).status_code == 403
    assert client.post(page_of(group), members_form(group, erin.email)).status_code == 403
    assert emails(group) == []


def test_the_permissions_of_a_role_are_not_edited_here(client, granter):
    client.force_login(granter)
    group = Group.objects.get(name=CURATORS)
    before = sorted(group.permissions.values_list("codename", flat=True))
    sent = members_form(group) | {"name": "Kings", "permissions": [Permission.objects.get(codename="change_user").pk]}
    client.post(page_of(group), sent)
    group.refresh_from_db()
    assert (group.name, sorted(group.permissions.values_list("codename", flat=True))) == (CURATORS, before)


def test_roles_are_neither_made_nor_deleted_here(client, root):
    client.force_login(root)
    group = Group.objects.get(name=CURATORS)
    assert client.get(reverse("admin:auth_group_add")).status_code == 403
    assert client.get(reverse("admin:auth_group_delete", args=[group.pk])).status_code == 403


# The outbox and second factors


def test_messages_are_listed_without_what_they_say(client, root, alice, now):
    message = Message.objects.create(
        user=alice, kind="claimed", subject="SECRET-SUBJECT", body="SECRET-BODY", dedupe_key="k", created_at=now
    )
    client.force_login(root)
    response = client.get(reverse("admin:accounts_message_changelist"))
    assert response.status_code == 200
    assert "SECRET" not in response.text
    assert client.get(reverse("admin:accounts_message_change", args=[message.pk])).status_code == 403


def test_second_factors_are_listed_without_their_secret(client, root, alice):
    factor = Authenticator.objects.create(user=alice, type="totp", data={"secret": "SECRET-SEED"})
    client.force_login(root)
    pages = [reverse("admin:mfa_authenticator_changelist"), reverse("admin:mfa_authenticator_change", args=[factor.pk])]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert "SECRET-SEED" not in response.text
    client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert Authenticator.objects.count() == 0
