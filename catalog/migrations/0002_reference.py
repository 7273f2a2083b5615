from functools import partial

from django.db import migrations

from catalog.reference import install


def forwards(apps, schema_editor):
    install(partial(apps.get_model, "catalog"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
