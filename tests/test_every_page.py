"""
Every address of ours, for everybody who might ask for it: one table of what they get.

An address that stands in no table fails the suite. A number is the status of the answer, `login` a redirect to
signing in. The interviews are the owner's; `coach` has claimed nothing, `claimer` has claimed the reviewed one. What
one may not see answers 404, as if it were not there.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import MessageKind
from questions.models import Question, Source
from sessions.models import Pacing
from sessions.transitions import comments, guests, phrases, ratings
from sessions.transitions import training as trainings
from tests import making

PEOPLE = ["visitor", "stranger", "owner", "coach", "claimer", "curator"]

# What is read.
PAGES = """
address             of        visitor  stranger  owner  coach  claimer  curator
home                -         200      200       200    200    200      200
guides              -         200      200       200    200    200      200
guide               guide     200      200       200    200    200      200
guide               draft     404      404       404    404    404      404
guide               private   404      404       200    404    404      404
round               a_round   200      200       200    200    200      200
round               draft_round 404      404       404    404    404      404
round               my_round  404      404       200    404    404      404
topic               a_topic   200      200       200    200    200      200
topic               draft_topic 404      404       404    404    404      404
topic               my_topic  404      404       200    404    404      404
plan                guide     login    200       200    200    200      200
plan                draft     login    404       404    404    404      404
plan                private   login    404       200    404    404      404
plan_offer          guide     login    302       302    302    302      302
study               guide     200      200       200    200    200      200
study               draft     404      404       404    404    404      404
study               private   404      404       200    404    404      404
search              -         200      200       200    200    200      200
my_guides           -         login    200       200    200    200      200
make_list           -         login    200       200    200    200      200
edit_my_guide       mine      login    404       200    404    404      404
delete_my_guide     mine      login    404       200    404    404      404
edit_my_question    my_own    login    404       200    404    404      404
import_into_bank    -         login    404       404    404    404      200
import              list      login    404       200    404    404      404
import_question     list_0    login    404       200    404    404      404
prepare             guide     login    200       200    200    200      200
prepare             draft     login    404       404    404    404      404
prepare             private   login    404       200    404    404      404
history             -         login    200       200    200    200      200
calibration         -         login    200       200    200    200      200
progress            -         login    200       302    200    200      200
guide_progress      guide     login    200       200    200    200      200
guide_progress      draft     login    404       404    404    404      404
guide_progress      private   login    404       200    404    404      404
interview           planned   login    404       200    404    404      404
interview           running   login    404       302    404    404      404
interview           reviewed  login    404       302    404    404      404
abandon             running   login    404       200    404    404      404
abandon             reviewed  login    404       302    404    404      404
room                running   login    404       200    404    404      404
room                reviewed  login    404       302    404    404      404
finish              running   login    404       200    404    404      404
ended               rating    login    404       200    404    404      404
answer_texts        answer    login    404       200    404    404      404
rate                rating    login    404       302    404    404      404
rate_answer         rated_1   login    404       200    404    404      404
verdict             rating    login    404       200    404    404      404
result              reviewed  login    404       200    404    404      404
result_answer       result_1  login    404       200    404    404      404
change_rating       result_1  login    404       200    404    404      404
delete_interview    reviewed  login    404       200    404    404      404
delete_interview    running   login    404       302    404    404      404
my_data             -         login    200       200    200    200      200
delete_account      -         login    200       200    200    200      200
guest_link          reviewed  login    404       200    404    404      404
guest_review        by_guest  login    404       200    404    404      404
asked               link      200      200       200    200    200      200
asked               lost_link 404      404       404    404    404      404
asked_answer        link_1    200      200       200    200    200      200
asked_conclusion    link      200      200       200    200    200      200
reviews             -         login    404       404    200    200      404
candidates          -         login    404       404    200    200      404
candidate           person    login    404       404    404    200      404
agreement           -         login    404       404    200    200      404
agreement_by_question -       login    404       404    404    404      200
opinions            review    login    404       404    404    404      404
shared_opinions     reviewed  login    404       404    404    404      404
review              review    login    404       404    404    302      404
review_answer       review_1  login    404       404    404    200      404
review_conclusion   review    login    404       404    404    200      404
phrases             -         login    404       404    200    200      404
phrase              phrase    login    404       404    404    200      404
comment             said      login    404       404    404    200      404
correct             submitted_1 login  404       404    404    200      404
release             review    login    404       404    404    200      404
learn_to_rate       -         login    200       200    200    200      200
training            training  login    404       302    404    404      404
training            trained   login    404       200    404    404      404
training_sample     sample_1  login    404       200    404    404      404
account             -         login    200       200    200    200      200
bank                -         login    404       404    404    404      200
bank_check          thin      login    404       404    404    404      200
bank_question       question  login    404       404    404    404      200
copy_guide          public    login    404       404    404    404      200
copy_guide          kept      login    404       404    404    404      404
adapt_guide         public    login    404       404    404    404      200
adapt_guide         kept      login    404       404    404    404      404
bank_question       own       login    404       404    404    404      404
message_switches    -         login    200       200    200    200      200
inbox               -         login    200       200    200    200      200
open_message        message   login    404       302    404    404      404
invite              -         login    404       404    404    404      404
question_list       guide     200      200       200    200    200      200
question_list       draft     404      404       404    404    404      404
question_list       private   404      404       200    404    404      404
question_list_file  md        200      200       200    200    200      200
question_list_file  hers      404      404       200    404    404      404
report_problem      question  login    200       200    200    200      200
report_problem      hidden    login    404       404    404    404      404
report_problem      own       login    404       404    404    404      404
take_back_report    question  login    302       302    302    302      302
scores              -         200      200       200    200    200      200
keyboard            -         200      200       200    200    200      200
privacy             -         200      200       200    200    200      200
"""

# What is changed, by POST. Addresses that take nothing but POST answer a GET with 405.
ACTIONS = """
address             of        visitor  stranger  owner  coach  claimer  curator
study_reveal        question  login    302       302    302    302      302
study_reveal        hidden    login    404       404    404    404      404
study_mark          question  login    302       302    302    302      302
study_mark          hidden    login    404       404    404    404      404
study_flag          question  login    302       302    302    302      302
study_flag          hidden    login    404       404    404    404      404
make_list           -         login    422       422    422    422      422
edit_my_guide       mine      login    404       302    404    404      404
delete_my_guide     mine      login    404       302    404    404      404
edit_my_question    my_own    login    404       302    404    404      404
import_into_bank    -         login    404       404    404    404      422
import              list      login    404       302    404    404      404
import_question     list_0    login    404       302    404    404      404
read_import         list      login    404       302    404    404      404
discard_import      list      login    404       302    404    404      404
undo_import         list      login    404       302    404    404      404
plan                guide     login    302       409    302    302      302
plan                draft     login    404       404    404    404      404
prepare             guide     login    302       302    302    302      302
prepare             draft     login    404       404    404    404      404
prepare             private   login    404       302    404    404      404
stop_preparing      prepared  login    302       302    302    302      302
stop_preparing      kept_back login    404       302    404    404      404
interview           planned   login    404       302    404    404      404
abandon             running   login    404       302    404    404      404
room_go             running   login    404       302    404    404      404
finish              running   login    404       302    404    404      404
save_answer         answer    login    404       200    404    404      404
resolve_answer      answer    login    404       302    404    404      404
reveal_answer       answer    login    404       422    404    404      404
restore_answer      earlier   login    404       302    404    404      404
rate                rating    login    404       302    404    404      404
save_rating         rated_1   login    404       302    404    404      404
save_verdict        rating    login    404       302    404    404      404
predict             rating    login    404       302    404    404      404
change_rating       result_1  login    404       422    404    404      404
redo_answer         result_1  login    404       302    404    404      404
practise_weak       reviewed  login    404       302    404    404      404
hand_in             waiting   login    404       302    404    404      404
delete_interview    reviewed  login    404       302    404    404      404
download_my_data    -         login    200       302    200    200      200
delete_account      -         login    422       422    422    422      422
guest_link          reviewed  login    404       302    404    404      404
renew_link          reviewed  login    404       302    404    404      404
revoke_link         reviewed  login    404       302    404    404      404
save_asked_rating   link_1    302      302       200    302    302      302
save_asked_rating   lost_link_1 404    404       404    404    404      404
save_asked_conclusion link    302      302       200    302    302      302
withdraw            waiting   login    404       302    404    404      404
claim               request   login    404       404    302    302      404
claim               asked     login    404       404    404    302      404
save_review_rating  review_1  login    404       404    404    302      404
save_conclusion     review    login    404       404    404    302      404
phrases             -         login    404       404    302    302      404
phrase              phrase    login    404       404    404    302      404
delete_phrase       phrase    login    404       404    404    302      404
comment             said      login    404       404    404    302      404
keep_phrase         said      login    404       404    404    302      404
remark              submitted login    404       404    404    302      404
remark_answer       submitted_1 login  404       404    404    302      404
correct             submitted_1 login  404       404    404    302      404
reply               heard     login    404       302    404    302      404
release             review    login    404       404    404    302      404
begin_training      question  login    302       302    302    302      302
begin_training      hidden    login    404       404    404    404      404
save_training       sample_1  login    404       302    404    404      404
drop_training       training  login    404       302    404    404      404
compare_samples     result_1  login    404       302    404    404      404
account             -         login    302       302    302    302      302
report_problem      question  login    302       302    302    302      302
report_problem      hidden    login    404       404    404    404      404
report_problem      own       login    404       404    404    404      404
take_back_report    question  login    302       302    302    302      302
take_back_report    own       login    404       404    404    404      404
copy_guide          public    login    404       404    404    404      422
bank_verify         source    login    404       404    404    404      302
bank_verify         my_source login    404       404    404    404      404
bank_restore        version   login    404       404    404    404      302
mark_all_read       -         login    302       302    302    302      302
mark_message        message   login    404       302    404    404      404
switch_messages     kind      login    302       302    302    302      302
share_opinion       review    login    404       404    404    404      404
invite              -         login    404       404    404    404      404
"""
ALSO_READ = {"plan", "prepare", "interview", "abandon", "finish", "rate", "release", "account", "invite"}
ALSO_READ |= {"make_list", "edit_my_guide", "delete_my_guide", "edit_my_question"}
ALSO_READ |= {"import_into_bank", "import", "import_question"}
ALSO_READ |= {"phrases", "phrase", "comment", "correct"}
ALSO_READ |= {"report_problem", "take_back_report", "change_rating"}
ALSO_READ |= {"copy_guide"}
ALSO_READ |= {"guest_link", "delete_interview", "delete_account"}

# What an action is sent; the others need nothing.
SENT = {
    "edit_my_guide": {"title": "Mine"},
    "edit_my_question": {"prompt": "Why?", "kind": "behavioural", "difficulty": "easy", "minutes": "5"},
    "import": {"act": "import"},
    "import_question": {"prompt": "Why?", "kind": "behavioural", "difficulty": "easy", "minutes": "5"},
    "study_mark": {"mark": "know"},
    "study_flag": {"flag": "1"},
    "plan": {"scope": "mix", "count": "2", "pacing": "open", "allowance": "100"},
    "room_go": {"position": "1", "go": "save", "text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "save_answer": {"text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "resolve_answer": {"keep": "theirs", "aside": "1", "base": "0", "tab": "tab-2"},
    "reveal_answer": {"text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "save_verdict": {"verdict": "yes", "reflection": "Words."},
    "guest_link": {"name": "Ben"},
    "save_conclusion": {"verdict": "yes", "summary": "Words."},
    "phrases": {"text": "Words."},
    "phrase": {"text": "Other words."},
    "comment": {"text": "Other words."},
    "remark": {"comment": "Words."},
    "remark_answer": {"comment": "Words."},
    "correct": {"note": "Other words.", "reason": "A slip."},
    "reply": {"text": "Words."},
    "report_problem": {"problem": "wrong"},
    "account": {"name": "Somebody", "time_zone": "UTC", "allowance": "100"},
}


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    address: str
    of: str
    expected: tuple

    def __str__(self):
        return " ".join([self.address, self.of, *self.expected])


def rows(table):
    """Return the lines of a table."""
    heading, *lines = [line.split() for line in table.strip().splitlines()]
    assert heading == ["address", "of", *PEOPLE]
    return [Row(address, of, tuple(expected)) for address, of, *expected in lines]


@pytest.fixture
def world(alice, bob, carol, dave, erin, guide):
    """Who asks, and what each word of the tables' second column stands for: the arguments of the address."""
    now = timezone.now() - timedelta(minutes=20)
    making.guide("draft-guide", rounds=1, topics=1, questions=1, status="draft")
    kept_back = making.guide("private-guide", rounds=1, topics=1, questions=1, owner=alice, status="draft")
    a_list = making.received(alice, "# Mine\n\n1. SECRET-LIST?\n", now)
    review = making.claimed(alice, carol, guide, now, seed=1)
    submitted = making.submitted(alice, carol, guide, now, seed=7)
    said = comments.write(review, review.request.interview.answers.get(position=1), "Words.", timezone.now())
    heard = comments.write(submitted, submitted.request.interview.answers.get(position=1), "Words.", timezone.now())
    phrase = phrases.keep(carol, "Kept words.", timezone.now())
    waiting = making.handed_in(alice, guide, now, seed=2)
    asked = making.handed_in(alice, guide, now, seed=3)
    type(asked).objects.filter(pk=asked.pk).update(requested_of=carol)
    rating = making.finished(alice, guide, now, seed=4)
    ratings.begin(rating, timezone.now())
    planned = making.planned(alice, guide, timezone.now(), seed=6)
    running = making.running(alice, guide, timezone.now(), pacing=Pacing.REALISTIC, seed=5)
    put = {"kind": MessageKind.CLAIMED, "subject": "Words", "body": "Words.", "path": "/", "now": timezone.now()}
    outbox.put(user=alice, dedupe_key="every-page", **put)
    sampled = Question.objects.filter(guide=guide).order_by("pk")[:2]
    for one in sampled:
        making.samples(one, now)
    training, trained = (making.trained(alice, one, now, finish=False) for one in sampled)
    trainings.finish(trained, now)
    answer = running.answers.get(position=1)
    earlier = answer.revisions.create(kind="history", text="Earlier.", revision=1, at=timezone.now())
    reviewed = review.request.interview
    _link, token = guests.ask(reviewed, "Ben", timezone.now())
    by_guest = making.guest_submitted(waiting.interview, timezone.now())
    return {
        "people": dict(zip(PEOPLE, [None, bob, alice, dave, carol, erin], strict=True)),
        "-": {},
        "guide": {"slug": guide.slug},
        "draft": {"slug": "draft-guide"},
        "private": {"slug": "~private-guide"},
        "mine": {"slug": "private-guide"},
        "my_own": {"slug": "private-guide", "key": "private-guide-1-1-1"},
        "list": {"pk": a_list.pk},
        "list_0": {"pk": a_list.pk, "index": 0},
        "a_round": {"slug": guide.slug, "key": "round-1"},
        "draft_round": {"slug": "draft-guide", "key": "round-1"},
        "my_round": {"slug": "~private-guide", "key": "round-1"},
        "a_topic": {"slug": guide.slug, "key": "topic-1-1"},
        "draft_topic": {"slug": "draft-guide", "key": "topic-1-1"},
        "my_topic": {"slug": "~private-guide", "key": "topic-1-1"},
        "prepared": {"guide": guide.pk},
        "kept_back": {"guide": kept_back.pk},
        "md": {"slug": guide.slug, "suffix": "md"},
        "hers": {"slug": "~private-guide", "suffix": "csv"},
        "question": {"key": "acme-pm-1-1-1"},
        "hidden": {"key": "draft-guide-1-1-1"},
        "thin": {"key": "thin-topics"},
        "public": {"key": guide.key},
        "kept": {"key": kept_back.key},
        "version": {"key": "acme-pm-1-1-1", "number": 1},
        "source": {"pk": Source.objects.create(guide=guide, key="source", title="Source").pk},
        "my_source": {"pk": Source.objects.create(guide=kept_back, key="source", title="Source").pk},
        "own": {"key": "private-guide-1-1-1"},
        "planned": {"pk": planned.pk},
        "running": {"pk": running.pk},
        "rating": {"pk": rating.pk},
        "reviewed": {"pk": reviewed.pk},
        "waiting": {"pk": waiting.interview_id},
        "answer": {"pk": running.pk, "position": 1},
        "earlier": {"pk": running.pk, "position": 1, "revision": earlier.pk},
        "rated_1": {"pk": rating.pk, "position": 1},
        "result_1": {"pk": reviewed.pk, "position": 1},
        "request": {"pk": waiting.pk},
        "asked": {"pk": asked.pk},
        "review": {"pk": review.pk},
        "review_1": {"pk": review.pk, "position": 1},
        "submitted": {"pk": submitted.pk},
        "submitted_1": {"pk": submitted.pk, "position": 1},
        "said": {"pk": said.pk},
        "heard": {"pk": heard.pk},
        "phrase": {"pk": phrase.pk},
        "training": {"pk": training.pk},
        "trained": {"pk": trained.pk},
        "sample_1": {"pk": training.pk, "position": 1},
        "person": {"pk": alice.pk},
        "kind": {"kind": "claimed"},
        "message": {"pk": alice.inbox.get(dedupe_key="every-page").pk},
        "link": {"token": token},
        "link_1": {"token": token, "position": 1},
        "lost_link": {"token": "x" * 43},
        "lost_link_1": {"token": "x" * 43, "position": 1},
        "by_guest": {"pk": by_guest.request.interview_id, "review": by_guest.pk},
    }


def signed_in(person):
    """Return a client for `person`; None is a visitor."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def asked(client, method, url, data=None):
    """Return what a client gets, as the tables write it; whatever it changed is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "login" if to_login else str(response.status_code)


def answered(table, method, world, people=PEOPLE):
    """Ask for every row of a table and return the rows as they were answered, as text."""
    clients = [signed_in(world["people"][person]) for person in people]
    found = []
    for row in table:
        url = reverse(row.address, kwargs=world[row.of])
        sent = SENT.get(row.address) if method == "post" else None
        found.append(" ".join([row.address, row.of, *(asked(client, method, url, sent) for client in clients)]))
    return found


def test_who_may_read(world):
    assert answered(rows(PAGES), "get", world) == [str(row) for row in rows(PAGES)]


def test_who_may_change(world):
    assert answered(rows(ACTIONS), "post", world) == [str(row) for row in rows(ACTIONS)]


def test_what_changes_something_is_not_done_by_reading(world):
    actions = [row for row in rows(ACTIONS) if row.address not in ALSO_READ]
    assert answered(actions, "get", world, ["owner"]) == [f"{row.address} {row.of} 405" for row in actions]


def patterns(resolver, prefix=""):
    """Yield (module, name, route) of every address below a resolver."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield entry.callback.__module__, entry.name, route


def test_every_address_of_ours_stands_in_a_table():
    ours = {
        name
        for module, name, _route in patterns(get_resolver())
        if module.split(".")[0] in {"accounts", "questions", "sessions"}
    }
    assert {row.address for row in rows(PAGES) + rows(ACTIONS)} == ours


def test_health_is_told_to_anybody(db):
    assert Client().get("/healthz").status_code == 200


def addresses_without_arguments(prefix):
    """Return the addresses below a prefix that take no arguments."""
    found = [route.replace("^", "").replace("$", "").replace("\\Z", "") for _, _, route in patterns(get_resolver())]
    return sorted({f"/{route}" for route in found if route.startswith(prefix) and not set("<(") & set(route)})


@pytest.mark.parametrize("person", ["visitor", "stranger", "owner", "coach", "claimer"])
def test_the_admin_is_shut_to_all_but_curators(world, person):
    client = signed_in(world["people"][person])
    answers = {url: client.get(url).status_code for url in addresses_without_arguments("admin/")}
    assert {url: status for url, status in answers.items() if status not in {302, 403, 404}} == {}


def test_the_admin_is_open_to_curators_and_holds_no_answers(world):
    client = signed_in(world["people"]["curator"])
    page = client.get("/admin/")
    assert page.status_code == 200
    assert [url for url in addresses_without_arguments("admin/") if "mock_sessions" in url] == []


@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_the_account_pages_answer(world, person):
    client = signed_in(world["people"][person])
    answers = {url: client.get(url).status_code for url in addresses_without_arguments("accounts/")}
    assert len(answers) > 10
    assert {url: status for url, status in answers.items() if status not in {200, 302, 401, 403, 404, 405}} == {}
