"""Rating one's own answers: the page, saving as one goes, the verdict."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import AnswerRevision, Evidence, InterviewStatus, Rating, Verdict
from sessions.transitions import ratings
from tests import making

JSON = {"Accept": "application/json"}


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def finished(alice, guide, started):
    """Finished and not begun to be rated: nobody has seen an expected answer yet."""
    return making.finished(alice, guide, started)


@pytest.fixture
def interview(finished):
    """Under rating."""
    ratings.begin(finished, timezone.now())
    return finished


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def at(name, interview, *rest):
    return reverse(name, args=[interview.pk, *rest])


def everything(interview, position, mark="1", level="3", **more):
    content = interview.answers.select_related("version").get(position=position).content
    values = {f"kp-{point['slug']}": mark for point in content["key_points"]}
    values |= {f"c-{criterion['slug']}": level for criterion in content["criteria"]}
    return values | more


def test_only_pressing_the_button_opens_the_rating(signed_in, finished):
    answer = signed_in.get(at("rate", finished))
    assert (answer.status_code, answer.url) == (302, at("ended", finished))
    assert finished.answers.filter(revealed_at=None).count() == 2


def test_before_it_is_opened_no_expected_answer_is_shown(signed_in, finished):
    answer = signed_in.get(at("rate_answer", finished, 1))
    assert (answer.status_code, answer.url) == (302, at("ended", finished))
    assert signed_in.get(at("verdict", finished)).status_code == 302


def test_before_it_is_opened_nothing_can_be_rated(signed_in, finished):
    answer = signed_in.post(at("save_rating", finished, 1), {"kp-point-1": "2"}, headers=JSON)
    assert answer.status_code == 409
    assert Rating.objects.count() == 0


def test_opening_it_leads_to_the_first_answer(signed_in, finished):
    answer = signed_in.post(at("rate", finished))
    assert (answer.status_code, answer.url) == (302, at("rate_answer", finished, 1))
    assert finished.answers.filter(revealed_at=None).count() == 0


def test_coming_back_leads_to_the_first_answer_that_is_open(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), everything(interview, 1))
    assert signed_in.get(at("rate", interview)).url == at("rate_answer", interview, 2)


def test_the_page_shows_the_text_beside_everything_needed_to_judge_it(signed_in, interview):
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    content = interview.answers.get(position=1).content
    shown = [
        "My first answer.",
        content["expected_answer"],
        content["why_it_matters"],
        *(point["text"] for point in content["key_points"]),
        *(anchor for criterion in content["criteria"] for anchor in criterion["anchors"]),
        "between two, the lower",
        "No chance to show it",
    ]
    assert [words for words in shown if words not in page] == []


def test_while_rating_no_score_is_shown(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), everything(interview, 1))
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert ("Coverage" in page, "Quality" in page, "%" in page.split("<main")[1]) == (False, False, False)


def test_a_choice_is_saved_as_one_goes_and_says_what_is_left(signed_in, interview):
    answer = signed_in.post(at("save_rating", interview, 1), {"kp-point-2": "2"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "judged": 1,
            "total": 5,
            "words": "1 of 5 judged.",
            "still": "Still open: key point 1, key point 3, Criterion 1 of Behavioural, Criterion 2 of Behavioural",
            "label": "4 open",
        },
    )
    assert [(mark.key_point, mark.mark) for mark in Rating.objects.get().marks.all()] == [("point-2", 2)]


def test_a_note_alone_is_saved_and_can_be_emptied(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), {"note": "Say the price.\r\nThen stop."}, headers=JSON)
    assert Rating.objects.get().note == "Say the price.\nThen stop."
    signed_in.post(at("save_rating", interview, 1), {"note": ""}, headers=JSON)
    assert Rating.objects.get().note == ""


def test_the_whole_form_is_saved_without_a_script_and_leads_on(signed_in, interview):
    answer = signed_in.post(at("save_rating", interview, 1), everything(interview, 1, level="none", note="Hm."))
    assert (answer.status_code, answer.url) == (302, at("rate_answer", interview, 2))
    rating = Rating.objects.get()
    assert set(rating.marks.values_list("mark", flat=True)) == {1}
    assert set(rating.levels.values_list("level", flat=True)) == {None}
    assert rating.note == "Hm."


def test_after_the_last_answer_comes_the_verdict(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), everything(interview, 1))
    answer = signed_in.post(at("save_rating", interview, 2), everything(interview, 2))
    assert answer.url == at("verdict", interview)


def test_saving_for_later_leads_to_the_list_of_interviews(signed_in, interview):
    answer = signed_in.post(at("save_rating", interview, 1), {"kp-point-1": "0", "go": "later"})
    assert answer.url == reverse("history")
    assert Rating.objects.get().marks.get().mark == 0


def test_what_was_saved_is_chosen_when_one_comes_back(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), {"kp-point-1": "0"}, headers=JSON)
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert '<input type="radio" name="kp-point-1" value="0" checked>' in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kp-point-1": "3"}, "none of the choices"),
        ({"c-behavioural-criterion-1": "5"}, "none of the choices"),
        ({"kp-point-9": "1"}, "not part of this question"),
        ({"note": "x" * 5001}, "5000 characters"),
        ({"note": "a\x00b"}, "Null characters"),
    ],
)
def test_bad_input_is_refused_in_words_and_leaves_nothing(signed_in, interview, values, words):
    page = signed_in.post(at("save_rating", interview, 1), values)
    script = signed_in.post(at("save_rating", interview, 1), values, headers=JSON)
    assert (page.status_code, script.status_code) == (422, 422)
    assert words in page.content.decode()
    assert words in script.content.decode()
    assert Rating.objects.count() == 0


def test_a_mistake_keeps_the_other_choices_on_the_page(signed_in, interview):
    values = everything(interview, 1, mark="2", note="x" * 5001)
    page = signed_in.post(at("save_rating", interview, 1), values).content.decode()
    assert page.count(" checked>") == 5
    assert "x" * 5001 in page


def test_an_unanswered_question_shows_its_expected_answer_and_nothing_to_rate(signed_in, alice, guide, started):
    interview = making.finished(alice, guide, started, texts=("One.", "   "))
    ratings.begin(interview, timezone.now())
    page = signed_in.get(at("rate_answer", interview, 2)).content.decode()
    assert interview.answers.get(position=2).content["expected_answer"] in page
    assert ("nothing to rate here" in page, 'type="radio"' in page) == (True, False)
    refused = signed_in.post(at("save_rating", interview, 2), {"kp-point-1": "1"}, headers=JSON)
    assert refused.status_code == 409


def test_a_text_that_arrived_after_the_end_stands_apart(signed_in, interview):
    answer = interview.answers.get(position=1)
    AnswerRevision.objects.create(
        answer=answer, kind="late", text="Too late, <b>kept</b>.", revision=1, at=timezone.now()
    )
    AnswerRevision.objects.create(answer=answer, kind="history", text="Earlier.", revision=1, at=timezone.now())
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert "Too late, &lt;b&gt;kept&lt;/b&gt;." in page
    assert "kept, not counted" in page
    assert at("answer_texts", interview, 1) in page


def test_the_candidates_text_is_escaped(signed_in, alice, guide, started):
    interview = making.finished(alice, guide, started, texts=("<script>alert(1)</script>",))
    ratings.begin(interview, timezone.now())
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_while_a_realistic_interview_asks_the_same_question_it_is_hidden(signed_in, alice, guide, interview):
    making.running(alice, guide, timezone.now(), count=8)
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert ("SECRET-" in page, "hidden while your interview runs" in page, 'type="radio"' in page) == (
        False,
        True,
        False,
    )


def test_a_mistake_does_not_uncover_what_is_hidden(signed_in, alice, guide, interview):
    making.running(alice, guide, timezone.now(), count=8)
    page = signed_in.post(at("save_rating", interview, 1), {"kp-point-1": "9"})
    assert (page.status_code, "SECRET-" in page.content.decode()) == (422, False)


def test_what_stays_open_is_named_with_links_and_nothing_is_sealed(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), everything(interview, 1))
    answer = signed_in.post(at("save_verdict", interview), {"verdict": "yes", "reflection": "So.", "go": "finish"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="{at("rate_answer", interview, 2)}">Answer 2</a>' in page
    assert f'<a href="{at("rate_answer", interview, 1)}">Answer 1</a>' not in page
    interview.refresh_from_db()
    assert (interview.status, interview.verdict, interview.reflection) == (InterviewStatus.RATING, "yes", "So.")


def test_finishing_without_a_verdict_asks_for_one_at_the_field(signed_in, interview):
    answer = signed_in.post(at("save_verdict", interview), {"reflection": "A thought.", "go": "finish"})
    page = answer.content.decode()
    assert (answer.status_code, "Choose one of the four" in page, "A thought." in page) == (422, True, True)


def test_finishing_seals_and_leads_to_the_result(signed_in, interview):
    for position in (1, 2):
        signed_in.post(at("save_rating", interview, position), everything(interview, position))
    answer = signed_in.post(at("save_verdict", interview), {"verdict": "no", "reflection": "So.", "go": "finish"})
    assert answer.url == at("result", interview)
    interview.refresh_from_db()
    assert (interview.status, interview.verdict, interview.reflection) == (InterviewStatus.RATED, Verdict.NO, "So.")


def test_verdict_and_reflection_are_kept_one_at_a_time(signed_in, interview):
    assert signed_in.post(at("save_verdict", interview), {"verdict": "no"}, headers=JSON).status_code == 200
    assert signed_in.post(at("save_verdict", interview), {"reflection": "Half"}, headers=JSON).status_code == 200
    interview.refresh_from_db()
    assert (interview.verdict, interview.reflection, interview.status) == ("no", "Half", InterviewStatus.RATING)


def test_a_sealed_rating_is_refused_in_words(signed_in, alice, guide, started):
    interview = making.rated(alice, guide, started)
    assert signed_in.post(at("save_rating", interview, 1), {"kp-point-1": "0"}, headers=JSON).status_code == 409
    answer = signed_in.post(at("save_rating", interview, 1), {"kp-point-1": "0"})
    assert (answer.status_code, answer.url) == (302, at("result", interview))
    assert signed_in.get(at("rate_answer", interview, 1)).url == at("result_answer", interview, 1)
    assert signed_in.get(at("rate", interview)).url == at("result", interview)


def test_a_running_interview_leads_back_to_the_room(signed_in, alice, guide):
    interview = making.running(alice, guide, timezone.now())
    assert signed_in.get(at("rate_answer", interview, 1)).url == at("room", interview)
    assert signed_in.post(at("rate", interview)).url == at("room", interview)


def test_an_overdue_interview_is_closed_by_looking_at_it(signed_in, alice, guide, started):
    interview = making.running(alice, guide, started)
    signed_in.get(at("rate", interview))
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.RATING, interview.deadline)


def test_there_is_no_page_for_a_question_that_was_not_asked(signed_in, interview):
    assert signed_in.get(at("rate_answer", interview, 9)).status_code == 404
    assert signed_in.post(at("save_rating", interview, 9)).status_code == 404


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_strangers_find_nothing(client, interview, who, request):
    client.force_login(request.getfixturevalue(who))
    gets = [client.get(at(name, interview, *rest)).status_code for name, *rest in PAGES]
    posts = [client.post(at(name, interview, *rest)).status_code for name, *rest in DOORS]
    assert (set(gets), set(posts)) == ({404}, {404})


PAGES = [("rate",), ("rate_answer", 1), ("verdict",), ("change_rating", 1)]
DOORS = [("rate",), ("save_rating", 1), ("save_verdict",), ("predict",), ("change_rating", 1)]


def test_saving_is_never_done_by_looking(signed_in, interview):
    assert signed_in.get(at("save_rating", interview, 1)).status_code == 405
    assert signed_in.get(at("save_verdict", interview)).status_code == 405


@pytest.mark.parametrize("answers", [1, 3])
def test_the_page_asks_the_same_number_of_times_whatever_the_number_of_answers(
    signed_in, alice, guide, started, answers, django_assert_num_queries
):
    interview = making.finished(alice, guide, started, texts=["Text."] * answers)
    ratings.begin(interview, timezone.now())
    for position in range(1, answers + 1):
        signed_in.post(at("save_rating", interview, position), everything(interview, position))
    with django_assert_num_queries(11):
        signed_in.get(at("rate_answer", interview, 1))


def test_a_passage_is_tied_by_the_number_of_its_sentence_and_one_stays_there(signed_in, interview):
    sent = everything(interview, 1) | {"sentences-kp-point-2": " 1 ", "go": "stay-kp-point-2"}
    answer = signed_in.post(at("save_rating", interview, 1), sent)
    assert (answer.status_code, answer.url) == (302, at("rate_answer", interview, 1) + "#kp-point-2")
    tied = Evidence.objects.get()
    assert (tied.key_point, tied.quote, tied.position) == ("point-2", "My first answer.", 0)
    assert tied.rating.marks.count() == 3
    page = signed_in.get(at("rate_answer", interview, 1)).content.decode()
    assert f'<mark class="of-evidence " data-start="0" data-ids="evidence-{tied.pk}">My first answer.</mark>' in page
    assert f'<a href="#passage-evidence-{tied.pk}"' in page
    off = signed_in.post(at("save_rating", interview, 1), {f"untie-{tied.pk}": "kp-point-2"})
    assert (off.url, Evidence.objects.count()) == (at("rate_answer", interview, 1) + "#kp-point-2", 0)


def test_a_selected_passage_is_tied_as_one_goes(signed_in, interview):
    sent = {"tie-c-behavioural-criterion-1@3": "first answer"}
    assert signed_in.post(at("save_rating", interview, 1), sent, headers=JSON).status_code == 200
    tied = Evidence.objects.get()
    assert (tied.criterion, tied.quote, tied.position) == ("behavioural-criterion-1", "first answer", 3)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sentences-kp-point-1": "2"}, "the number of a sentence, 1 to 1"),
        ({"sentences-kp-point-1": "0"}, "the number of a sentence"),
        ({"sentences-kp-point-1": "9-1"}, "the number of a sentence"),
        ({"sentences-kp-point-1": "first"}, "the number of a sentence"),
        ({"sentences-kp-point-9": "1"}, "not part of this question"),
        ({"tie-kp-point-1@0": "My last"}, "not in the answer"),
        ({"tie-kp-point-1@x": "My"}, "not in the answer"),
        ({"tie-kp-point-1@0": ""}, "not in the answer"),
        ({"tie-kp-point-9@0": "My"}, "not part of this question"),
    ],
)
def test_what_cannot_be_tied_is_said_and_nothing_is_saved(signed_in, interview, values, words):
    answer = signed_in.post(at("save_rating", interview, 1), values | {"kp-point-1": "1"}, headers=JSON)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert (Rating.objects.count(), Evidence.objects.count()) == (0, 0)


def base_of(page):
    return re.search(r'name="note_base" value="(\w+)"', page.content.decode())[1]


def test_a_note_of_another_tab_is_not_written_over(signed_in, interview):
    base = base_of(signed_in.get(at("rate_answer", interview, 1)))
    first = signed_in.post(at("save_rating", interview, 1), {"note": "Mine.", "note_base": base}, headers=JSON)
    again = signed_in.post(at("save_rating", interview, 1), {"note": "Other.", "note_base": base})
    page = again.content.decode()
    assert (again.status_code, "Mine." in page, "Other." in page) == (422, True, True)
    assert (Rating.objects.get().note, base_of(again)) == ("Mine.", first.json()["note_base"])
    both = {"note": "Mine. Other.", "note_base": base_of(again)}
    assert signed_in.post(at("save_rating", interview, 1), both).status_code == 302
    assert Rating.objects.get().note == "Mine. Other."


def test_the_bar_counts_the_whole_interview(signed_in, interview):
    signed_in.post(at("save_rating", interview, 1), everything(interview, 1))
    signed_in.post(at("save_rating", interview, 2), {"kp-point-1": "1"}, headers=JSON)
    page = signed_in.get(at("rate_answer", interview, 2)).content.decode()
    assert '<progress max="10" value="6" aria-labelledby="whole" data-others="5">' in page
    assert "Whole interview: 6 of 10 judged" in page
