"""A case as the row of its pillar (a Complaint…): what the pillar's own table says, beside what is known already."""

from portal.prepared import Prepared


def read(case, child):
    """The row of the pillar's model `child`, with what is known of its case."""
    known = case.__dict__ | _own_columns.first(child, pk=case.pk, shape=case.model)
    names = [field.attname for field in child._meta.concrete_fields if field.attname in known]
    return child.from_db(case._state.db, names, [known[name] for name in names])


@Prepared
def _own_columns(child, pk):
    return child.objects.filter(pk=pk).values(*(field.attname for field in child._meta.local_concrete_fields))
