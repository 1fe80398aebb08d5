"""The outbox."""

# mypy: disable-error-code="import-not-found, misc"
# Django lives in the shop's own environment, where mypy does not run.

from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by Django's makemigrations."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("about", models.CharField(db_index=True, max_length=254)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("told", models.JSONField()),
            ],
            options={"ordering": ("id",)},
        ),
    )
