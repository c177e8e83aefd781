"""
Statements whose SQL is made once: for the few that are run with every request.

Django composes the SQL of a queryset anew each time, and for a statement that finds one row by its key that takes
several times as long as the database does. What is prepared here is composed by Django the first time; afterwards
only the values change.
"""

from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connections, models
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators


class Slot(models.Expression):
    """The place of a value in a prepared query; it stands there as a parameter until the query is run."""

    def __init__(self, name, field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        """Leave the place open."""
        return "%s", [self]


class Prepared:
    """
    A query for objects, or for rows where its queryset asks for `values_list`.

    `build` is given the class Slot and returns the queryset. One of objects may lock, select related objects and leave
    fields out (`only`), but not annotate.
    """

    def __init__(self, build):
        self.build = build

    def get(self, **values):
        """Return the one object, or row, that the queryset finds with `values` in its slots, or None."""
        found = self.list(**values)
        return found[0] if found else None

    def list(self, **values):
        """Return the objects, or rows, that the queryset finds with `values` in its slots."""
        connection = connections[DEFAULT_DB_ALIAS]
        kept = connection.__dict__.setdefault("prepared", {})
        made = kept.get(self) or kept.setdefault(self, _Made(self.build(Slot), connection))
        return made.run(values, connection)


class _Made:
    """A prepared query as one connection runs it."""

    def __init__(self, queryset, connection):
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        self.parameters = [_reader(parameter, connection) for parameter in parameters]
        select, info = compiler.select, compiler.klass_info
        self.model = info["model"] if queryset.query.default_cols else None
        if self.model:
            own = info["select_fields"]
            self.own = slice(own[0], own[-1] + 1)
            self.names = [column[0].target.attname for column in select[self.own]]
            self.related = get_related_populators(info, select, connection.alias, FETCH_ONE)
        converters = compiler.get_converters([column[0] for column in select])
        self.converters = [
            (position, convert, expression)
            for position, (convert_all, expression) in converters.items()
            for convert in convert_all
        ]

    def run(self, values, connection):
        try:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, [read(values) for read in self.parameters])
                rows = cursor.fetchall()
        except OverflowError:  # a number greater than any column holds
            return []
        return [self.object_of(list(row), connection) for row in rows]

    def object_of(self, row, connection):
        for position, convert, expression in self.converters:
            row[position] = convert(row[position], expression, connection)
        if self.model is None:
            return row
        found = self.model.from_db(connection.alias, self.names, row[self.own], fetch_mode=FETCH_ONE)
        for populator in self.related:
            populator.populate(row, found)
        return found


def _reader(parameter, connection):
    """Return the function that gives a parameter, as the database takes it, from the values of the slots."""
    if not isinstance(parameter, Slot):
        return lambda values: parameter
    name, prepare = parameter.name, parameter.output_field.get_db_prep_value
    return lambda values: prepare(values[name], connection)


class PreparedUpdate:
    """
    Writes the named fields of an object into its row: `save(update_fields=names)`, for models that add nothing.

    What is to stand beside the row, a new object, is inserted in the same statement.
    """

    def __init__(self, model, names):
        self.model = model
        self.fields = [*(model._meta.get_field(name) for name in names), model._meta.pk]

    def write(self, written, beside=None):
        """
        Write the fields of `written`, and insert `beside`; raises the model's NotUpdated where the row is gone.

        The key that `beside` is given by the database is not read.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        kept = connection.__dict__.setdefault("prepared", {})
        key = self, type(beside)
        made = kept.get(key) or kept.setdefault(key, _make(self, beside, connection, len(kept)))
        with connection.cursor() as cursor:
            if not made.write(cursor, made.values(beside, written, connection)):
                raise self.model.NotUpdated(f"The row of {written!r} is gone.")


def _make(update, beside, connection, number):
    kind = _Written
    if beside is not None:
        kind = _WrittenWith if connection.vendor == "postgresql" else _WrittenThrough
    return kind(update.fields, beside, connection.ops.quote_name, number)


class _Written:
    """A prepared update as one connection runs it."""

    def __init__(self, fields, beside, quoted, number):
        self.fields, self.quoted = fields, quoted
        self.inserted = [field for field in beside._meta.concrete_fields if not field.primary_key] if beside else []
        self.marks = ["%s"] * (len(self.inserted) + len(fields))
        self.prepare(number)

    def prepare(self, number):
        self.sql = self.update(self.marks)

    def values(self, beside, written, connection):
        return [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row, fields in ((beside, self.inserted), (written, self.fields))
            for field in fields
        ]

    def write(self, cursor, values):
        """Say whether the row was there."""
        cursor.execute(self.sql, values)
        return cursor.rowcount == 1

    def update(self, values):
        *places, key = [
            f"{self.quoted(field.column)} = {value}" for field, value in zip(self.fields, values, strict=True)
        ]
        table = self.quoted(self.fields[0].model._meta.db_table)
        return f"UPDATE {table} SET {', '.join(places)} WHERE {key}"  # noqa: S608 - names

    def insert(self, values):
        table = self.quoted(self.inserted[0].model._meta.db_table)
        columns = ", ".join(self.quoted(field.column) for field in self.inserted)
        return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(values)})"  # noqa: S608 - names


class _WrittenWith(_Written):
    """With something beside it, on PostgreSQL."""

    def prepare(self, number):
        count = len(self.inserted)
        self.sql = f"WITH beside AS ({self.insert(self.marks[:count])}) {self.update(self.marks[count:])}"


class _WrittenThrough(_Written):
    """
    With something beside it, on SQLite: which writes into two tables at once in a trigger alone.

    What is inserted into a view of this connection, the trigger of the view inserts and writes where it belongs.
    """

    GONE = "The row is gone."

    def prepare(self, number):
        count, view, trigger = len(self.inserted), self.quoted(f"beside_{number}"), self.quoted(f"on_beside_{number}")
        columns = [f"value_{place}" for place in range(len(self.marks))]
        new = [f"NEW.{column}" for column in columns]
        self.sql = f"INSERT INTO {view} VALUES ({', '.join(self.marks)})"  # noqa: S608 - names
        self.making = (
            f"CREATE TEMP VIEW IF NOT EXISTS {view} AS SELECT {', '.join(f'NULL AS {column}' for column in columns)}",
            f"CREATE TEMP TRIGGER IF NOT EXISTS {trigger} INSTEAD OF INSERT ON {view} BEGIN "
            f"{self.insert(new[:count])}; {self.update(new[count:])}; "
            f"SELECT RAISE(ABORT, '{self.GONE}') WHERE changes() = 0; END",
        )

    def write(self, cursor, values):
        try:
            try:
                cursor.execute(self.sql, values)
            except OperationalError:
                # The first time on this connection; or the first time was taken back, and the view with it.
                for statement in self.making:
                    cursor.execute(statement)
                cursor.execute(self.sql, values)
        except IntegrityError as error:
            if self.GONE not in str(error):
                raise
            return False
        return True
