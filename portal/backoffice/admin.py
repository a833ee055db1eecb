"""What Django's admin looks for in each app: our configuration pages, and which rows the audit trail records."""

from portal import audit
from portal.accounts.models import Absence, Membership
from portal.cases.models import (
    AnswerTemplate,
    DeadlineRule,
    EscalationStep,
    FileLimit,
    Ground,
    Inventory,
    TopicQuestion,
)
from portal.communes.models import Commune, Department, District, EmergencyNumber
from portal.workdays.models import Holiday

from .registrations import answers, cases, communes

__all__ = ["answers", "cases", "communes"]

# Configuration only. No case, no message and no person: the trail must never hold personal text.
RECORDED = (
    Commune, Department, District, EmergencyNumber, DeadlineRule, EscalationStep, Ground, AnswerTemplate, FileLimit,
    Holiday, Membership, Absence, TopicQuestion,
)  # fmt: skip
for model in RECORDED:
    audit.record(model)
audit.record(Inventory, exclude_fields=["tables"])  # who published it, and who took it back
