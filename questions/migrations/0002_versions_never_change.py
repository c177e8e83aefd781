"""A question version is never updated: the database itself refuses it."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION questions_refuse_version_update() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'a question version never changes' USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER questions_version_never_changes BEFORE UPDATE ON questions_questionversion
FOR EACH ROW EXECUTE FUNCTION questions_refuse_version_update();
"""

SQLITE = """
CREATE TRIGGER questions_version_never_changes BEFORE UPDATE ON questions_questionversion
BEGIN SELECT RAISE(ABORT, 'a question version never changes'); END;
"""


def forbid(apps, schema_editor):
    """Lay the trigger."""
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow(apps, schema_editor):
    """Take the trigger away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER questions_version_never_changes ON questions_questionversion")
        schema_editor.execute("DROP FUNCTION questions_refuse_version_update")
    else:
        schema_editor.execute("DROP TRIGGER questions_version_never_changes")


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
