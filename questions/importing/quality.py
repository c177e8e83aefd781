"""
Whether a bank is good enough to practise on: records -> findings and counts.

`check` says whether files can be loaded; this says whether what they hold is complete, distinct and usable for rating.
It reads records alone, never the database, so that writers can run it before anything is loaded.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz, utils

EXPECTED_WORDS = range(60, 151)
SAMPLE_WORDS = range(120, 351)
MINUTES = range(3, 31)
PROBES = range(2, 5)
STANDINGS = ("weak", "solid", "strong")
# Likeness in percent, found by trying the bank's own texts: above these a reader takes two texts for one.
ALIKE_PROMPTS = 82
ALIKE_KEY_POINTS = 90
ALIKE_ANCHORS = 88
RESTATES_CRITERION = 80

_MARKDOWN_LINK = re.compile(r"\]\(([^)\s]*)[^)]*\)")


@dataclass(frozen=True)
class Finding:
    """What is not good enough, and where; `file` and `place` as in `records.Problem`."""

    file: str
    place: str
    message: str

    def __str__(self):
        return f"{self.file}: {self.place}: {self.message}"


@dataclass(frozen=True)
class TopicCount:
    """What a topic holds; `samples` counts by standing."""

    round: str
    topic: str
    questions: int
    samples: dict


@dataclass(frozen=True)
class GuideCount:
    """What a guide holds."""

    key: str
    rounds: int
    topics: tuple
    questions: int
    kinds: dict
    samples: dict
    complete_sets: dict
    tips: int
    resources: int
    sources: int
    frequently_asked: int


@dataclass(frozen=True)
class Report:
    """Everything that was found in a bank's files."""

    rubrics: int
    criteria: int
    guides: tuple
    findings: tuple = field(default=())


def examine(files):
    """Return the Report on `files` (FileRecords that parse): counts, and findings in the order of the files."""
    findings = []
    questions = []
    for file in files:
        add = _adder(findings, file.name)
        for rubric in file.rubrics:
            _rubric(rubric, add)
        if file.guide:
            _guide(file.guide, add)
            questions += [(file.name, question) for _, question in file.guide.questions()]
    _anchors(files, findings)
    _prompts(questions, findings)
    _key_points(questions, _criteria_of(files), findings)
    return Report(
        rubrics=sum(len(file.rubrics) for file in files),
        criteria=sum(len(rubric.criteria) for file in files for rubric in file.rubrics),
        guides=tuple(_count(file.guide) for file in files if file.guide),
        findings=tuple(findings),
    )


def _adder(findings, file):
    def add(place, message):
        findings.append(Finding(file, place, message))

    return add


def _count(guide):
    questions = [question for _, question in guide.questions()]
    sets = [question for question in questions if {sample.standing for sample in question.samples} >= set(STANDINGS)]
    return GuideCount(
        key=guide.key,
        rounds=len(guide.rounds),
        topics=tuple(
            TopicCount(a_round.key, topic.key, len(topic.questions), _standings(topic.questions))
            for a_round, topic in guide.topics()
        ),
        questions=len(questions),
        kinds=dict(Counter(question.kind for question in questions)),
        samples=_standings(questions),
        complete_sets=dict(Counter(question.kind for question in sets)),
        tips=len(guide.all_tips()),
        resources=len(guide.resources),
        sources=len(guide.sources),
        frequently_asked=len(guide.frequently_asked),
    )


def _standings(questions):
    found = Counter(sample.standing for question in questions for sample in question.samples)
    return {standing: found[standing] for standing in STANDINGS}


def _rubric(rubric, add):
    if not rubric.description:
        add(f"{rubric.place}.description", "is missing.")
    for criterion in rubric.criteria:
        if not criterion.question:
            add(f"{criterion.place}.question", "is missing.")


def _guide(guide, add):
    for name in ("summary", "audience", "overview"):
        if not getattr(guide, name):
            add(f"{guide.place}.{name}", "is missing.")
    for name in ("resources", "sources", "frequently_asked", "questions_to_ask"):
        if not getattr(guide, name):
            add(f"{guide.place}.{name}", "is empty.")
    for record in (*guide.resources, *guide.sources):
        _link(record.url, f"{record.place}.url", add)
    for record in guide.frequently_asked:
        _links_in(record.answer, f"{record.place}.answer", add)
    _links_in(guide.overview, f"{guide.place}.overview", add)
    for record in guide.rounds:
        for name in ("format", "what_to_expect"):
            if not getattr(record, name):
                add(f"{record.place}.{name}", "is missing.")
        if not record.tips:
            add(f"{record.place}.tips", "are missing.")
    for _, topic in guide.topics():
        _topic(topic, add)


def _topic(topic, add):
    for name in ("description", "expected_at_level", "example"):
        if not getattr(topic, name):
            add(f"{topic.place}.{name}", "is missing.")
    if not topic.questions:
        add(f"{topic.place}.questions", "are missing.")
    elif not _standings(topic.questions)["strong"]:
        add(f"{topic.place}.questions", "hold no strong sample answer.")
    for question in topic.questions:
        _question(question, add)


def _question(question, add):
    for name in ("prompt", "expected_answer", "why_it_matters"):
        if not getattr(question, name):
            add(f"{question.place}.{name}", "is missing.")
    if question.minutes is not None and question.minutes not in MINUTES:
        add(f"{question.place}.minutes", f"is {question.minutes}; 3 to 30 are expected.")
    if len(question.probes) not in PROBES:
        add(f"{question.place}.probes", f"{len(question.probes)} probes; 2 to 4 are expected.")
    _length(question.expected_answer, EXPECTED_WORDS, f"{question.place}.expected_answer", add)
    _links_in(question.expected_answer, f"{question.place}.expected_answer", add)
    for point in question.key_points:
        if not point.why:
            add(f"{point.place}.why", "is missing.")
    for sample in question.samples:
        _length(sample.text, SAMPLE_WORDS, f"{sample.place}.text", add)
        for name, judged in (("marks", sample.marks), ("levels", sample.levels)):
            for key, value in judged.items():
                if not value.get("reason"):
                    add(f"{sample.place}.{name}.{key}.reason", "is missing.")
    _standing_order(question, add)


def _standing_order(question, add):
    """A weak sample stands below a solid one, and that below a strong one, in the sum of marks and of levels."""
    sums = {}
    for sample in question.samples:
        marks = sum(value["mark"] or 0 for value in sample.marks.values())
        levels = sum(value["level"] or 0 for value in sample.levels.values())
        sums[sample.standing] = marks, levels, sample.place
    present = [standing for standing in STANDINGS if standing in sums]
    for lower, higher in combinations(present, 2):
        if sums[lower][1] >= sums[higher][1] or sums[lower][0] > sums[higher][0]:
            add(f"{sums[lower][2]}.levels", f"the {lower} sample is not rated below the {higher} one.")


def _length(text, wanted, place, add):
    words = len(text.split())
    if text and words not in wanted:
        add(place, f"has {words} words; {wanted[0]} to {wanted[-1]} are expected.")


def _link(url, place, add):
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or any(char.isspace() for char in url):
        add(place, f"{url!r} is no web address.")


def _links_in(text, place, add):
    for url in _MARKDOWN_LINK.findall(text):
        _link(url, place, add)


def _anchors(files, findings):
    anchors = [
        (file.name, f"{criterion.place}.anchors.{level}", anchor)
        for file in files
        for rubric in file.rubrics
        for criterion in rubric.criteria
        for level, anchor in enumerate(criterion.anchors, start=1)
        if anchor
    ]
    for one, other, likeness in _alike([text for _, _, text in anchors], ALIKE_ANCHORS):
        file, place, _ = anchors[other]
        findings.append(
            Finding(file, place, f"is {likeness} % like {anchors[one][1]}; a rater cannot tell them apart.")
        )


def _prompts(questions, findings):
    for one, other, likeness in _alike(
        [question.prompt for _, question in questions], ALIKE_PROMPTS, in_any_order=True
    ):
        first, second = questions[one][1], questions[other][1]
        if second.key in first.related or first.key in second.related:
            continue
        file = questions[other][0]
        message = f"the prompt is {likeness} % like that of {first.key!r}; mark them as related or ask something else."
        findings.append(Finding(file, f"{second.place}.prompt", message))


def _key_points(questions, criteria, findings):
    points = [(file, point) for file, question in questions for point in question.key_points]
    for one, other, likeness in _alike([point.text for _, point in points], ALIKE_KEY_POINTS, in_any_order=True):
        file, point = points[other]
        findings.append(Finding(file, f"{point.place}.text", f"is {likeness} % like {points[one][1].place}."))
    for file, question in questions:
        for point in question.key_points:
            for key in question.criteria:
                for text in criteria.get(key, ()):
                    likeness = fuzz.token_sort_ratio(point.text, text, processor=utils.default_process)
                    if likeness >= RESTATES_CRITERION:
                        findings.append(Finding(file, f"{point.place}.text", f"restates the criterion {key!r}."))


def _criteria_of(files):
    """{criterion key: its name, question and anchors}."""
    return {
        criterion.key: (criterion.name, criterion.question, *criterion.anchors)
        for file in files
        for rubric in file.rubrics
        for criterion in rubric.criteria
    }


def _alike(texts, cutoff, in_any_order=False):
    """Return (index, later index, likeness in percent) of every pair of texts at least `cutoff` alike."""
    processed = [utils.default_process(text) for text in texts]
    if in_any_order:
        processed = [" ".join(sorted(text.split())) for text in processed]
    pairs = (
        (one, other, fuzz.ratio(processed[one], processed[other], score_cutoff=cutoff))
        for one, other in combinations(range(len(texts)), 2)
    )
    return [(one, other, round(likeness)) for one, other, likeness in pairs if likeness]
