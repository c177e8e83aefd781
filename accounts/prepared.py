"""
Statements whose SQL is made once: for the few that are run with every request.

Django composes the SQL of a queryset anew each time, and for a statement that finds one row by its key that takes
several times as long as the database does. What is prepared here is composed by Django the first time; afterwards
only the values change.
"""

from django.db import DEFAULT_DB_ALIAS, connections, models
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

    `build` is given the class Slot and returns the queryset. One of objects may lock and select related objects, but
    neither annotate nor defer.
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
    """Writes the named fields of an object into its row: `save(update_fields=names)`, for models that add nothing."""

    def __init__(self, model, names):
        self.model, self.table, self.key = model, model._meta.db_table, model._meta.pk
        self.fields = [model._meta.get_field(name) for name in names]

    def write(self, written, beside=None):
        """
        Write the fields of `written`; raises the model's NotUpdated where its row is gone.

        `beside` is a new object that is inserted with it, where the database can in the same statement.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        before = ()
        if beside is not None and connection.vendor != "postgresql":
            beside.save(force_insert=True)
            beside = None
        elif beside is not None:
            before = [field for field in beside._meta.concrete_fields if not field.primary_key]
        kept = connection.__dict__.setdefault("prepared", {})
        key = self, type(beside)
        sql = kept.get(key) or kept.setdefault(key, self._sql(beside, before, connection.ops.quote_name))
        values = [field.get_db_prep_save(getattr(beside, field.attname), connection) for field in before]
        for field in (*self.fields, self.key):
            values.append(field.get_db_prep_save(getattr(written, field.attname), connection))
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            if cursor.rowcount != 1:
                raise self.model.NotUpdated(f"The row of {written!r} is gone.")

    def _sql(self, beside, before, quoted):
        places = ", ".join(f"{quoted(field.column)} = %s" for field in self.fields)
        update = f"UPDATE {quoted(self.table)} SET {places} WHERE {quoted(self.key.column)} = %s"  # noqa: S608 - names
        if beside is None:
            return update
        columns = ", ".join(quoted(field.column) for field in before)
        marks = ", ".join("%s" for _ in before)
        table = quoted(beside._meta.db_table)
        return f"WITH beside AS (INSERT INTO {table} ({columns}) VALUES ({marks})) {update}"  # noqa: S608 - names
