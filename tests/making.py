"""Plain functions that make what tests need, through the real verbs where there are some."""

import random
from datetime import timedelta

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import COACHES, CURATORS
from questions.importing import arrivals
from questions.models import Criterion, FocusTopic, Guide, KeyPoint, Question, Round, Rubric, SampleAnswer, Status
from questions.rubrics import version_of
from sessions.models import Pacing, Role, Scope, Verdict
from sessions.transitions import answers, guests, interviews, ratings, reviews, training

PASSWORD = "correct horse battery staple"


def person(email, name="", **fields):
    """A person with a password and no role."""
    return User.objects.create_user(email, PASSWORD, name=name, **fields)


def coach(email, name=""):
    """A person in the group of coaches."""
    user = person(email, name)
    user.groups.add(Group.objects.get(name=COACHES))
    return user


def curator(email, name=""):
    """A person in the group of curators."""
    user = person(email, name)
    user.groups.add(Group.objects.get(name=CURATORS))
    return user


def rubric(kind="behavioural", criteria=2):
    """The rubric of a kind with `criteria` criteria of weight 1; found where it was made before."""
    made, _ = Rubric.objects.get_or_create(kind=kind, defaults={"key": kind.replace("_", "-"), "name": kind.title()})
    present = set(made.criteria.values_list("position", flat=True))
    Criterion.objects.bulk_create(
        Criterion(
            key=f"{made.key}-criterion-{number}",
            rubric=made,
            name=f"Criterion {number} of {made.name}",
            question="What stands in the text?",
            anchor_1="One can see one thing.",
            anchor_2="One can see two things.",
            anchor_3="One can see three things.",
            anchor_4="One can see four things.",
            position=number,
        )
        for number in range(1, criteria + 1)
        if number not in present
    )
    return made


def question(topic, key, *, kind="behavioural", key_points=3, criteria=2, **fields):
    """A published question with key points and criteria; its expected answer is recognisable by its key."""
    return _questions([(topic, key, fields)], kind, key_points, criteria)[0]


def guide(key="acme-pm", rounds=2, topics=2, questions=2, **fields):
    """A published guide with rounds of topics of questions; keys count from 1: `acme-pm-1-1-1`."""
    values = {"title": f"Guide {key}", "company": "Acme", "role": "Product Manager", "status": Status.PUBLISHED}
    made = Guide.objects.create(key=key, slug=key, **(values | fields))
    wanted = []
    for r in range(1, rounds + 1):
        a_round = Round.objects.create(
            guide=made,
            key=f"round-{r}",
            name=f"Round {r}",
            format="Video",
            least_minutes=16,
            most_minutes=30,
            position=r,
        )
        for t in range(1, topics + 1):
            topic = FocusTopic.objects.create(
                round=a_round, key=f"topic-{r}-{t}", name=f"Topic {r}.{t}", description="What it is.", position=t
            )
            for q in range(1, questions + 1):
                wanted.append((topic, f"{key}-{r}-{t}-{q}", {"position": (r * 10 + t) * 10 + q}))
    if wanted:
        _questions(wanted, "behavioural", 3, 2)
    return made


def _questions(wanted, kind, key_points, criteria):
    """Make the questions of `wanted`, (topic, key, fields) each, in few statements: nearly every test has a guide."""
    of_kind = rubric(kind, criteria)
    made = Question.objects.bulk_create(
        Question(
            **{
                "key": key,
                "guide": topic.round.guide,
                "topic": topic,
                "rubric": of_kind,
                "prompt": f"Prompt of {key}?",
                "expected_answer": f"SECRET-EXPECTED-{key}",
                "why_it_matters": f"SECRET-WHY-{key}",
                "probes": [f"Probe of {key}?"],
                "minutes": 8,
                "status": Status.PUBLISHED,
            }
            | fields
        )
        for topic, key, fields in wanted
    )
    KeyPoint.objects.bulk_create(
        KeyPoint(
            question=one,
            key=f"point-{number}",
            text=f"SECRET-POINT-{number}-{one.key}",
            why="Because.",
            position=number,
        )
        for one in made
        for number in range(1, key_points + 1)
    )
    elicited = list(of_kind.criteria.all()[:criteria])
    Question.criteria.through.objects.bulk_create(
        Question.criteria.through(question=one, criterion=criterion) for one in made for criterion in elicited
    )
    return made


def received(user, text, now, *, is_private=True, guide=None):
    """A list that waits in the preview, read and compared."""
    rubric()
    one = arrivals.receive(user, "list.md", text.encode(), now, is_private=is_private, guide=guide)
    arrivals.read(one)
    arrivals.match(one)
    return one


def planned(candidate, guide, now, *, count=2, pacing=Pacing.REALISTIC, scope=Scope.MIX, place=None, seed=1, **fields):
    """A planned interview."""
    wish = interviews.Plan(guide=guide, scope=scope, place=place, count=count, pacing=pacing, **fields)
    return interviews.plan(candidate, wish, seed, now)


def running(candidate, guide, now, **fields):
    """A running interview, started at `now`."""
    interview = planned(candidate, guide, now, **fields)
    interviews.start(interview, now)
    return interview


def incoming(text, *, base=0, tab="tab-1", seq=1, **fields):
    """A text on its way into an answer."""
    return answers.Incoming(text=text, base=base, tab=tab, seq=seq, **fields)


def finished(candidate, guide, now, *, texts=("My first answer.", "My second answer."), **fields):
    """An interview in rating, started at `now`, whose answers hold `texts`, one minute each."""
    interview = running(candidate, guide, now, count=len(texts), **fields)
    for position, text in enumerate(texts, start=1):
        at = now + timedelta(minutes=position)
        last = position == len(texts)
        if last:
            interviews.finish(interview, incoming(text, seq=position), at)
        else:
            interviews.move(interview, position, position + 1, incoming(text, seq=position), at)
    interview.refresh_from_db()
    return interview


def judgement(content, mark=1, level=3, note=None):
    """A full judgement of a version's content with the same mark and level everywhere."""
    return ratings.Judgement(
        marks={point["slug"]: mark for point in content["key_points"]},
        levels={criterion["slug"]: level for criterion in content["criteria"]},
        note=note,
    )


def rated(candidate, guide, now, *, mark=1, level=3, verdict=Verdict.YES, **fields):
    """A rated interview; finished a few minutes after `now`, rated at ten past."""
    interview = finished(candidate, guide, now, **fields)
    at = now + timedelta(minutes=10)
    ratings.begin(interview, at)
    for answer in interview.answers.select_related("version"):
        if answer.is_answered:
            ratings.judge(
                answer,
                judgement(answer.content, mark, level, note="SECRET-SELF-NOTE"),
                rater=candidate,
                role=Role.SELF,
                now=at,
            )
    ratings.conclude(interview, verdict, "SECRET-REFLECTION", at)
    return interview


def handed_in(candidate, guide, now, **fields):
    """A review request for a rated interview, handed in eleven minutes after `now`."""
    return reviews.hand_in(rated(candidate, guide, now, **fields), now + timedelta(minutes=11))


def claimed(candidate, coach, guide, now, **fields):
    """A review that `coach` claimed twelve minutes after `now`."""
    return reviews.claim(handed_in(candidate, guide, now, **fields), coach, now + timedelta(minutes=12))


def submitted(candidate, coach, guide, now, *, coach_mark=2, coach_level=2, **fields):
    """A submitted review, a quarter of an hour after `now`."""
    review = claimed(candidate, coach, guide, now, **fields)
    at = now + timedelta(minutes=15)
    for answer in review.request.interview.answers.select_related("version"):
        if answer.is_answered:
            reviews.judge(review, answer, judgement(answer.content, coach_mark, coach_level, note="Coach note."), at)
    reviews.submit(review, Verdict.NO, "Coach summary.", [], at)
    return review


def samples(question, now, standings=("weak", "solid", "strong")):
    """
    Sample answers on the present version of a question, one per standing, with reference marks 0, 1, 2 and levels 1, 2,
    4 from weak to strong; texts and reasons are recognisable by the standing.
    """
    version = version_of(question, now)
    rated = {"weak": (0, 1), "solid": (1, 2), "strong": (2, 4)}
    return SampleAnswer.objects.bulk_create(
        SampleAnswer(
            version=version,
            standing=standing,
            text=f"Text of the {standing[::-1]} one.",
            marks={
                point["slug"]: {"mark": rated[standing][0], "reason": f"SECRET-REASON-{standing}"}
                for point in version.content["key_points"]
            },
            levels={
                criterion["slug"]: {"level": rated[standing][1], "reason": f"SECRET-REASON-{standing}"}
                for criterion in version.content["criteria"]
            },
        )
        for standing in standings
    )


def guest_submitted(interview, now, *, name="Ben", mark=2, level=1):
    """The submitted review of somebody whom the candidate of the rated `interview` asked by a link."""
    link, _token = guests.ask(interview, name, now)
    for answer in interview.answers.select_related("version"):
        if answer.is_answered:
            guests.judge(link, answer, judgement(answer.content, mark, level, note="SECRET-GUEST-NOTE"), now)
    guests.submit(link, Verdict.STRONG_NO, "SECRET-GUEST-SUMMARY", now)
    return link.request.reviews.get()


def trained(rater, question, now, *, mark=1, level=3, finish=True):
    """A training on the samples of `question`, every sample rated with the same mark and level."""
    begun = training.begin(rater, question, random.Random(1), now)
    for position in (1, 2, 3):
        training.judge(begun, position, judgement(begun.version.content, mark, level), now)
    if finish:
        training.finish(begun, now)
    return begun


def only(guide, question):
    """Retire all questions of `guide` but `question`, so that interviews ask that one; return the guide."""
    guide.questions.exclude(pk=question.pk).update(status=Status.RETIRED)
    return guide
