"""The bank that comes with the product: what it must hold, and that its one SQL query is right."""

import re

import pytest
from django.db import connection

from questions.importing.check import Bank, check
from questions.importing.guide_yaml import parse
from questions.importing.quality import examine
from questions.management.commands.load_bank import default_paths
from questions.models import Kind


@pytest.fixture(scope="module")
def files():
    return [parse(path.name, path.read_bytes()) for path in default_paths()]


@pytest.fixture(scope="module")
def report(files):
    return examine(files)


@pytest.fixture(scope="module")
def counts(report):
    return {guide.key: guide for guide in report.guides}


@pytest.fixture(scope="module")
def product_manager(files):
    return next(file.guide for file in files if file.guide and file.guide.key == "netflix-product-manager")


@pytest.fixture(scope="module")
def program_manager(files):
    return next(file.guide for file in files if file.guide and file.guide.key == "netflix-technical-program-manager")


def test_it_can_be_loaded(files):
    assert [str(problem) for problem in check(files, Bank())] == []


def test_nothing_is_found_in_it(report):
    assert [str(finding) for finding in report.findings] == []


def test_the_program_manager_s_list_is_complete_and_in_order(program_manager):
    assert sorted(question.number for _, question in program_manager.questions()) == list(range(1, 101))


def test_every_batch_of_the_list_has_its_five_tips_in_topics(program_manager):
    batches = [tip.batch for _, topic, tip in program_manager.all_tips() if topic and tip.batch]
    assert sorted(batches) == sorted([*range(1, 11)] * 5)


def test_the_product_manager_s_guide_has_six_rounds_and_thirty_topics(counts):
    guide = counts["netflix-product-manager"]
    assert (guide.rounds, len(guide.topics)) == (6, 30)


def test_every_topic_of_the_product_manager_s_guide_has_four_questions(counts):
    assert [topic for topic in counts["netflix-product-manager"].topics if topic.questions < 4] == []


def test_a_prompt_to_be_presented_has_four_questions_of_the_panel(product_manager):
    prompts = [question for _, question in product_manager.questions() if question.kind == Kind.PRESENTATION]
    assert {len(question.probes) for question in prompts} == {4}


def test_every_kind_has_a_question_with_all_three_samples(counts):
    sets = sum((list(guide.complete_sets.items()) for guide in counts.values()), [])
    assert {kind for kind, _ in sets} == set(Kind.values)
    assert sum(count for _, count in sets) >= 18


def test_what_the_list_asks_twice_is_marked_as_related(program_manager):
    related = {
        frozenset((question.number, int(key.split("-")[2])))
        for _, question in program_manager.questions()
        for key in question.related
        if key.startswith("netflix-tpm-")
    }
    twice = [(9, 53), (10, 44), (13, 51), (17, 95), (18, 69), (25, 75), (31, 82), (36, 72), (56, 81)]
    assert [pair for pair in twice if frozenset(pair) not in related] == []


USERS = [(1, "2026-01-05"), (2, "2026-01-06"), (3, "2026-01-11"), (4, "2026-01-12"), (5, "2026-01-13")]
EVENTS = [
    (1, "login", "2026-01-12"),  # day 7: the first that counts
    (1, "login", "2026-01-13"),  # a second login counts once
    (2, "login", "2026-01-12"),  # day 6: too early
    (3, "login", "2026-01-24"),  # day 13: the last that counts
    (4, "play", "2026-01-20"),  # no login
    (5, "login", "2026-01-27"),  # day 14: too late
]


def test_the_retention_query_is_right_on_this_database(product_manager, db):
    answer = next(entry.answer for entry in product_manager.frequently_asked if entry.key == "weekly-retention-in-sql")
    (query,) = re.findall(r"```sql\n(.*?)```", answer, re.DOTALL)
    days = [(f"2026-01-{day:02}", day, f"2026-01-{day - (day - 5) % 7:02}") for day in range(5, 32)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE users (user_id integer, signed_up_at varchar(10))")
        cursor.execute("CREATE TEMPORARY TABLE events (user_id integer, event_type varchar(9), event_at varchar(10))")
        cursor.execute("CREATE TEMPORARY TABLE calendar (day_date varchar(10), day_number int, week_start varchar(10))")
        cursor.executemany("INSERT INTO users VALUES (%s, %s)", USERS)
        cursor.executemany("INSERT INTO events VALUES (%s, %s, %s)", EVENTS)
        cursor.executemany("INSERT INTO calendar VALUES (%s, %s, %s)", days)
        cursor.execute(query.replace("%", "%%"))
        found = [(week, new, kept, float(percent)) for week, new, kept, percent in cursor.fetchall()]
        for table in ("users", "events", "calendar"):
            cursor.execute(f"DROP TABLE {table}")  # noqa: S608 - names of this test
    assert found == [("2026-01-05", 3, 2, 66.7), ("2026-01-12", 2, 0, 0.0)]
