"""The table that `services.search` keeps: FTS5 on SQLite, full text on PostgreSQL."""

from django.db import migrations

# rowid is the session's key. Texts come in as folded words with a space between: the tokenizer has nothing left to do.
_SQLITE = """
CREATE VIRTUAL TABLE schedule_search
USING fts5(digest UNINDEXED, title, people, companies, abstract, tokenize='ascii', prefix='2 3')
"""
# The key is called as on SQLite. No foreign key: Django does not know this table, and could not empty the other one.
_POSTGRESQL = """
CREATE TABLE schedule_search (rowid bigint PRIMARY KEY, digest text NOT NULL, document tsvector NOT NULL);
CREATE INDEX schedule_search_document ON schedule_search USING gin (document);
"""


def create_table(apps, schema_editor):
    schema_editor.execute(_SQLITE if schema_editor.connection.vendor == 'sqlite' else _POSTGRESQL)


def drop_table(apps, schema_editor):
    schema_editor.execute('DROP TABLE schedule_search')


def let_migrate_fill_it(apps, schema_editor):
    """Our `migrate` publishes events that this release has not rendered, and `publish` fills the table."""
    apps.get_model('schedule', 'Event').objects.using(schema_editor.connection.alias).update(rendered_by='')


class Migration(migrations.Migration):

    dependencies = [
        ('schedule', '0003_imports'),
    ]

    operations = [
        migrations.RunPython(create_table, drop_table),
        migrations.RunPython(let_migrate_fill_it, migrations.RunPython.noop),
    ]
