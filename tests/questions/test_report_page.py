"""Reporting a problem with a question on its page."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questions import reporting
from questions.models import ProblemReport, Question
from tests import making

KEY = "acme-pm-1-1-1"
URL = f"/questions/{KEY}/report/"
CARD = f"/guides/acme-pm/study/?q={KEY}"


@pytest.fixture
def guide(db):
    """A guide with two questions."""
    return making.guide(rounds=1, topics=1, questions=2)


@pytest.fixture
def signed_in(client, alice, guide):
    """Alice's client."""
    client.force_login(alice)
    return client


def said(response):
    """The notes that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_it_shows_the_prompt_and_the_problems_and_nothing_of_the_answer(signed_in):
    text = signed_in.get(URL).text
    assert f"Prompt of {KEY}?" in text
    assert "SECRET" not in text
    for label in ProblemReport.Problem.labels:
        assert str(label) in text


def test_a_report_is_kept_and_one_goes_back_to_where_one_came_from(signed_in, alice):
    back = "/guides/acme-pm/study/?kind=behavioural"
    assert (
        f'name="next" value="http://testserver{back}"'
        in signed_in.get(URL, headers={"referer": f"http://testserver{back}"}).text
    )
    response = signed_in.post(URL, {"problem": "unclear", "words": " What is asked? ", "next": back})
    assert (response.status_code, response.url) == (302, back)
    assert said(response) == ["Thank you. A curator looks at it, and you get a message when it is settled."]
    made = ProblemReport.objects.get()
    assert (made.reporter, made.problem, made.words, made.question.key) == (alice, "unclear", "What is asked?", KEY)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "", URL])
def test_one_does_not_go_to_other_sites_or_in_circles(signed_in, elsewhere):
    assert signed_in.post(URL, {"problem": "wrong", "next": elsewhere}).url == CARD


def test_something_else_asks_for_words(signed_in):
    response = signed_in.post(URL, {"problem": "other", "words": " "})
    assert response.status_code == 422
    assert response.context["form"].errors == {"words": ["Say in your words what it is."]}
    assert ProblemReport.objects.count() == 0


def test_words_that_are_too_many_stay_on_the_page(signed_in):
    response = signed_in.post(URL, {"problem": "wrong", "words": "<b>" + "w" * 1998})
    assert response.status_code == 422
    assert "at most 2000 characters; this has 2001" in response.text
    assert f"&lt;b&gt;{'w' * 1998}</textarea>" in response.text


def test_a_line_end_counts_as_one_character(signed_in):
    assert signed_in.post(URL, {"problem": "wrong", "words": "w\r\n" * 999 + "ww"}).status_code == 302
    assert len(ProblemReport.objects.get().words) == 2000


def test_no_problem_chosen_is_said(signed_in):
    response = signed_in.post(URL, {"words": "Words."})
    assert (response.status_code, response.context["form"].errors) == (422, {"problem": ["Say what is the matter."]})


def test_ones_open_report_is_shown_and_added_to(signed_in):
    signed_in.post(URL, {"problem": "other", "words": "First <i>words</i>."})
    text = signed_in.get(URL).text
    assert "First &lt;i&gt;words&lt;/i&gt;." in text
    assert 'value="other" required checked' in text
    signed_in.post(URL, {"problem": "other", "words": "More."})
    assert ProblemReport.objects.get().words == "First <i>words</i>.\n\nMore."


def test_others_do_not_see_a_report(signed_in, client, bob):
    signed_in.post(URL, {"problem": "wrong", "words": "SECRET-WORDS"})
    client.force_login(bob)
    assert "SECRET-WORDS" not in client.get(URL).text


def test_a_report_is_taken_back_after_a_question(signed_in):
    signed_in.post(URL, {"problem": "wrong", "words": "Words."})
    assert "Words." in signed_in.get(f"{URL}take-back/").text
    assert ProblemReport.objects.count() == 1
    response = signed_in.post(f"{URL}take-back/", {"next": "/guides/"})
    assert (response.url, said(response)[-1]) == ("/guides/", "Your report is taken back. Nobody sees it any more.")
    assert ProblemReport.objects.count() == 0
    assert signed_in.get(f"{URL}take-back/").url == URL


def test_too_many_are_refused_in_words_and_the_text_stays(signed_in, alice, guide, now, monkeypatch):
    signed_in.post("/questions/acme-pm-1-1-2/report/", {"problem": "wrong"})
    monkeypatch.setattr(reporting, "MOST_A_DAY", 1)
    response = signed_in.post(URL, {"problem": "wrong", "words": "My words."})
    assert response.status_code == 422
    assert "Take it back, or come again tomorrow." in response.text
    assert "My words.</textarea>" in response.text


def test_what_was_settled_is_shown_with_the_answer_in_as_many_queries(signed_in, alice, erin, now):
    def settled(words):
        report = reporting.report(Question.objects.get(key=KEY), alice, "wrong", words, now)
        reporting.settle(report, erin, "left", f"Answer to {words}.", now)

    settled("one")
    with CaptureQueriesContext(
        connection,
    ) as first:
        assert "Answer to one." in signed_in.get(URL).text
    settled("two")
    settled("three")
    with CaptureQueriesContext(connection) as third:
        assert "Answer to three." in signed_in.get(URL).text
    assert len(third) == len(first)
    assert len(first) <= 12


def test_on_a_private_guide_nothing_is_reported(signed_in, alice, bob):
    making.guide("own", rounds=1, topics=1, questions=1, owner=alice)
    making.guide("bobs", rounds=1, topics=1, questions=1, owner=bob)
    for key in ("own-1-1-1", "bobs-1-1-1"):
        for name in ("report_problem", "take_back_report"):
            assert signed_in.get(reverse(name, args=[key])).status_code == 404
            assert signed_in.post(reverse(name, args=[key]), {"problem": "wrong"}).status_code == 404
    assert ProblemReport.objects.count() == 0
