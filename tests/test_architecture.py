"""
The rules of the house, proven from the source.

Apps import downward only, and inside an app modules import lower floors only; what CONTRIBUTING.md asks of every
module is checked here too. Each rule is a function from sources to complaints, so that the tests at the end can show
that it is able to complain.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "questions", "sessions", "interviewprep"]

# Inside an app: a module may import its own floor and those below it.
FLOORS = {
    "models": 0,
    "prepared": 0,
    "pooling": 0,
    "session_store": 1,
    "scoring": 1,
    "calibration": 1,
    "passages": 1,
    "rubrics": 1,
    "roles": 1,
    "invitations": 1,
    "outbox": 1,
    "selection": 2,
    "queries": 2,
    "authoring": 2,
    "importing": 2,
    "search": 2,
    "reporting": 2,
    "plain": 2,
    "tables": 2,
    "exporting": 2,
    "publishing": 2,
    "duplicates": 2,
    "transitions": 3,
    "forms": 4,
    "adapter": 5,
    "auth_backend": 5,
    "middleware": 5,
    "resending": 5,
    "context_processors": 5,
    "uploads": 5,
    "templatetags": 5,
    "views": 5,
    "admin": 5,
    "admin_site": 5,
    "static_storage": 5,
    "template_loader": 5,
    "log_filter": 5,
    "management": 5,
    "urls": 6,
    "settings": 6,
    "wsgi": 6,
    "asgi": 6,
    "apps": 6,
}
FORMS = FLOORS["forms"]
WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django_htmx")
LONGEST = 400
BAGS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def sources(*folders, suffixes=(".py",)):
    """Yield (path from the root, text) of every file of ours under `folders`."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "vendor" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def modules(*folders):
    """Yield (path, syntax tree) of every Python file of ours, migrations left out."""
    for path, text in sources(*folders):
        if "/migrations/" not in path:
            yield path, ast.parse(text)


def imports(tree):
    """Yield (line, dotted name) of everything that a tree imports; `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def floor_of(dotted):
    """Return (app, floor) of a module of ours; (app, None) for an app itself, (None, None) for all others."""
    parts = dotted.split(".")
    if parts[0] not in APPS:
        return None, None
    return parts[0], FLOORS.get(parts[1]) if len(parts) > 1 else None


def name_of(path):
    """Return the dotted name of the module in `path`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# The rules


def imports_point_down(path, tree):
    """Apps import downward only; inside an app modules import their own floor and lower ones."""
    app, floor = floor_of(name_of(path))
    for line, name in imports(tree):
        other, other_floor = floor_of(name)
        if name.startswith("."):
            yield f"{path}:{line} imports {name}: write the whole name"
        if other is None:
            continue
        if APPS.index(other) > APPS.index(app):
            yield f"{path}:{line} imports {name}: apps import downward only"
        elif other == app and floor is not None and other_floor is not None and other_floor > floor:
            yield f"{path}:{line} imports {name}: this is a higher floor"


def has_a_floor(path, tree):
    """Every module stands on a floor."""
    name = name_of(path)
    if name not in APPS and floor_of(name)[1] is None:
        yield f"{path} stands on no floor: give it one in FLOORS"


def knows_no_web(path, tree):
    """Nothing below the forms knows of requests, responses or messages."""
    floor = floor_of(name_of(path))[1]
    if floor is None or floor >= FORMS:
        return
    for line, name in imports(tree):
        if any(name == web or name.startswith(f"{web}.") for web in WEB):
            yield f"{path}:{line} imports {name}: rules know nothing of the web"


def imports_at_the_top(path, tree):
    """No imports inside functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path}:{node.lineno} imports inside {function.name}"


def no_signals(path, tree):
    """No signals of our own, and receivers in AppConfig.ready alone."""
    if path.endswith("/apps.py"):
        return
    for line, name in imports(tree):
        if name.startswith("django.dispatch") or ".signals" in name:
            yield f"{path}:{line} imports {name}: no signals"


def status_is_moved_by_verbs(path, tree):
    """An interview's status is assigned in sessions/transitions alone, the bank's in questions/authoring."""
    if path.startswith("sessions/transitions/") or path.startswith("questions/authoring") or "/models/" in path:
        return
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "status":
                yield f"{path}:{node.lineno} assigns a status"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            written = {keyword.arg for keyword in node.keywords}
            if node.func.attr in {"update", "bulk_update"} and "status" in written:
                yield f"{path}:{node.lineno} updates a status"
            makes = node.func.attr in {"create", "get_or_create", "update_or_create"}
            if makes and ast.unparse(node.func.value) in {"MockInterview.objects", "Answer.objects", "Review.objects"}:
                yield f"{path}:{node.lineno} makes an interview: a verb does that"


def no_logic_in_save(path, tree):
    """No model overrides save or delete."""
    if "models" not in name_of(path).split("."):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
            yield f"{path}:{node.lineno} overrides {node.name}: a verb does that"


def versions_are_made_in_one_place(path, tree):
    """Rows of QuestionVersion are made in questions/rubrics.py alone."""
    if path == "questions/rubrics.py":
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        makes = {"create", "get_or_create", "update_or_create", "bulk_create", "update"}
        if called == "QuestionVersion" or (
            called.split(".")[-1] in makes and re.search(r"\bQuestionVersion\.|\.versions\.", f"{called}.")
        ):
            yield f"{path}:{node.lineno} makes or changes a question version"


def public_functions_say_what_they_do(path, tree):
    """Every module, and every public class and function at its top, has a docstring."""
    if path.endswith("/__init__.py") and not tree.body:
        return
    if not ast.get_docstring(tree):
        yield f"{path} has no docstring"
    for node in tree.body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield f"{path}:{node.lineno} {node.name} has no docstring"


CODE_RULES = [
    imports_point_down,
    has_a_floor,
    knows_no_web,
    imports_at_the_top,
    no_signals,
    status_is_moved_by_verbs,
    no_logic_in_save,
    versions_are_made_in_one_place,
    public_functions_say_what_they_do,
]


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.__name__)
def test_rule_of_the_code(rule):
    assert [complaint for path, tree in modules(*APPS) for complaint in rule(path, tree)] == []


def too_long(path, text):
    """A file over 400 lines is split, first by floor, then by noun."""
    lines = text.count("\n")
    if lines > LONGEST:
        yield f"{path} has {lines} lines"


def test_no_file_is_over_400_lines():
    folders = [*APPS, "tests", "benchmarks", "scripts", "templates", "static"]
    files = sources(*folders, suffixes=(".py", ".html", ".js", ".sh"))
    assert [complaint for path, text in files if "/migrations/" not in path for complaint in too_long(path, text)] == []


def is_a_bag(path):
    """Whether a module's name says nothing of what is in it."""
    return bool(BAGS & set(name_of(path).split(".")))


def test_no_module_is_a_bag():
    folders = [*APPS, "tests", "benchmarks", "scripts", "static"]
    assert [path for path, _ in sources(*folders, suffixes=(".py", ".js")) if is_a_bag(path)] == []


# Views


def views_of(tree):
    """Return the names of the view functions of a module: public, at its top, with a request as first argument."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "request"
    }


def test_every_view_has_an_address():
    settings = (ROOT / "interviewprep/settings.py").read_text()  # names the view of a stale form
    unreached = []
    for app in ("accounts", "sessions", "questions"):
        urls = ROOT / app / "urls.py"
        named = urls.read_text() if urls.exists() else ""
        for path, tree in modules(app):
            if floor_of(name_of(path))[1] != FLOORS["views"] or "views" not in path:
                continue
            place = path.removesuffix(".py").split("/")[-1]
            for view in views_of(tree):
                if not re.search(rf"\b{place}\.{view}\b", named) and f"{app}.views.{view}" not in settings:
                    unreached.append(f"{path}: {view}")
    assert unreached == []


# The rules are able to complain


BAD = [
    (imports_point_down, "questions/rubrics.py", "from sessions.models import Answer"),
    (imports_point_down, "accounts/models.py", "import interviewprep.settings"),
    (imports_point_down, "sessions/models/answer.py", "from sessions import scoring"),
    (imports_point_down, "sessions/transitions/answers.py", "from sessions.views import room"),
    (imports_point_down, "sessions/queries/room.py", "from sessions.transitions.trail import NotAllowed"),
    (imports_point_down, "sessions/forms/plan.py", "from ..models import Answer"),
    (has_a_floor, "sessions/anything.py", ""),
    (knows_no_web, "sessions/transitions/answers.py", "from django.http import Http404"),
    (knows_no_web, "sessions/queries/room.py", "from django.shortcuts import get_object_or_404"),
    (knows_no_web, "questions/authoring.py", "from django.contrib import messages"),
    (imports_at_the_top, "sessions/views/room.py", "def room(request):\n    import json"),
    (no_signals, "sessions/models/answer.py", "from django.db.models.signals import post_save"),
    (no_signals, "accounts/models.py", "from django.dispatch import receiver"),
    (status_is_moved_by_verbs, "sessions/views/room.py", "interview.status = 'rated'"),
    (status_is_moved_by_verbs, "sessions/views/room.py", "MockInterview.objects.filter(pk=1).update(status='rated')"),
    (status_is_moved_by_verbs, "sessions/views/room.py", "MockInterview.objects.create(candidate=user)"),
    (no_logic_in_save, "accounts/models.py", "class User:\n    def save(self): pass"),
    (no_logic_in_save, "questions/models/guide.py", "class Guide:\n    def delete(self): pass"),
    (versions_are_made_in_one_place, "questions/authoring.py", "QuestionVersion.objects.create(number=1)"),
    (versions_are_made_in_one_place, "questions/authoring.py", "question.versions.get_or_create(number=1)"),
    (versions_are_made_in_one_place, "questions/authoring.py", "QuestionVersion(number=1)"),
    (public_functions_say_what_they_do, "questions/authoring.py", '"""Words."""\ndef write(): pass'),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_a_rule_of_the_code_complains(rule, path, text):
    assert len(list(rule(path, ast.parse(text)))) == 1


def test_a_rule_of_the_code_lets_good_code_pass():
    good = '"""Words."""\n\nfrom sessions.models import Answer\n\n\ndef find():\n    """Find."""\n    return Answer\n'
    assert [c for rule in CODE_RULES for c in rule("sessions/queries/room.py", ast.parse(good))] == []


def test_a_long_file_is_seen():
    assert len(list(too_long("x.py", "\n" * 401))) == 1
    assert list(too_long("x.py", "\n" * 400)) == []


def test_a_bag_is_seen():
    assert is_a_bag("sessions/utils.py")
    assert is_a_bag("static/js/helpers.js".replace(".js", ".py"))
    assert not is_a_bag("sessions/scoring.py")
