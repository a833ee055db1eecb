"""Recomputes every open deadline from its events, and the due date of every case from its deadlines."""

from django.core.management.base import BaseCommand, CommandError, no_translations

from portal.cases.services import verification


class Command(BaseCommand):
    help = "Recompute every open due date from its events and report differences; exit code 1 when there are some."

    @no_translations
    def handle(self, **options):
        differences = 0
        for deadline, field, stored, computed in verification.differences():
            differences += 1
            case = deadline.case
            what = case.reference if case else f"{deadline.subject_type}:{deadline.subject_id}"
            self.stdout.write(f"{what} deadline {deadline.pk}, {field}: stored {stored}, by its events {computed}")
        for case, stored, computed in verification.case_differences():
            differences += 1
            self.stdout.write(f"{case.reference} due_at: stored {stored}, by its deadlines {computed}")
        if differences:
            raise CommandError(f"{differences} differences: these deadlines are not what their events say.")
        self.stdout.write("Every open deadline is what its events say.")
