"""The words of every question, and the index that finds them: GIN on PostgreSQL, FTS5 on SQLite where it has that."""

import django.db.models.deletion
from django.db import migrations, models

from questions.search import can_fts5, entry_of

BATCH = 500

# The bank changes seldom: an index whose new words wait in a list makes the searches after a change slow.
POSTGRESQL = """
CREATE INDEX questions_searchentry_words ON questions_searchentry
USING gin (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off)
"""

# The table holds no text of its own (`content`), and no places (`detail`): whole words are all that is asked for.
# The tokenizer `ascii` parts at spaces and leaves every letter that is not ASCII as it is.
SQLITE = [
    """
    CREATE VIRTUAL TABLE questions_searchwords USING fts5(
        words, content='questions_searchentry', content_rowid='question_id', tokenize='ascii', detail='none'
    )
    """,
    """
    CREATE TRIGGER questions_searchentry_added AFTER INSERT ON questions_searchentry
    BEGIN INSERT INTO questions_searchwords(rowid, words) VALUES (new.question_id, new.words); END
    """,
    """
    CREATE TRIGGER questions_searchentry_removed AFTER DELETE ON questions_searchentry
    BEGIN
        INSERT INTO questions_searchwords(questions_searchwords, rowid, words)
        VALUES ('delete', old.question_id, old.words);
    END
    """,
    """
    CREATE TRIGGER questions_searchentry_changed AFTER UPDATE ON questions_searchentry
    BEGIN
        INSERT INTO questions_searchwords(questions_searchwords, rowid, words)
        VALUES ('delete', old.question_id, old.words);
        INSERT INTO questions_searchwords(rowid, words) VALUES (new.question_id, new.words);
    END
    """,
]
SQLITE_AWAY = [
    "DROP TRIGGER IF EXISTS questions_searchentry_added",
    "DROP TRIGGER IF EXISTS questions_searchentry_removed",
    "DROP TRIGGER IF EXISTS questions_searchentry_changed",
    "DROP TABLE IF EXISTS questions_searchwords",
]


def lay(apps, schema_editor):
    """Make the index; an SQLite without FTS5 does without."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    elif can_fts5():
        for statement in SQLITE:
            schema_editor.execute(statement)


def lift(apps, schema_editor):
    """Take the index away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX questions_searchentry_words")
    else:
        for statement in SQLITE_AWAY:
            schema_editor.execute(statement)


def fill(apps, schema_editor):
    """Write the words of the questions that there are already."""
    database = schema_editor.connection.alias
    question, point, entry = (
        apps.get_model("questions", name).objects.using(database) for name in ("Question", "KeyPoint", "SearchEntry")
    )
    points = {}
    for of, text in point.order_by("question", "position", "pk").values_list("question", "text"):
        points.setdefault(of, []).append(text)
    rows = question.filter(search_entry=None).order_by("pk").values_list("pk", "prompt", "expected_answer")
    entry.bulk_create(
        [entry.model(question_id=pk, words=entry_of([*texts, *points.get(pk, [])])) for pk, *texts in rows],
        batch_size=BATCH,
    )


def leave(apps, schema_editor):
    """The words go with their table."""


class Migration(migrations.Migration):
    dependencies = [("questions", "0003_study")]
    operations = [
        # A key of its own, so that a dumped bank finds the questions of its entries by their keys.
        migrations.DeleteModel("SearchEntry"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("words", models.TextField()),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="questions.question",
                    ),
                ),
            ],
            options={"verbose_name": "search entry", "verbose_name_plural": "search entries"},
        ),
        migrations.RunPython(lay, lift),
        migrations.RunPython(fill, leave),
    ]
