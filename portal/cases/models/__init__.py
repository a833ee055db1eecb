"""Everything that is true of a case whatever its pillar: one table each for all pillars."""

from .answer import Answer, AnswerTemplate, Delivery, Ground, Proposal
from .attachment import Attachment, FileLimit, Upload
from .case import Case, Move
from .contact import ContactEvent
from .correspondence import Consultation, Decision, Message, Note
from .deadline import Deadline, DeadlineEvent, Escalation, SweepRun
from .figure import Export, FigureCount, MonthFigure
from .follower import Follower
from .identity import Identity
from .inventory import Inventory, Measure
from .publication import Publication, PublishedPhoto
from .question import Detail, TopicQuestion
from .reference import ReferenceCounter
from .retention import RetentionRun
from .rule import DeadlineRule, EscalationStep
from .topic import Topic

__all__ = [
    "Answer",
    "AnswerTemplate",
    "Attachment",
    "Case",
    "Consultation",
    "ContactEvent",
    "Deadline",
    "DeadlineEvent",
    "DeadlineRule",
    "Decision",
    "Delivery",
    "Detail",
    "Escalation",
    "EscalationStep",
    "Export",
    "FigureCount",
    "FileLimit",
    "Follower",
    "Ground",
    "Identity",
    "Inventory",
    "Measure",
    "Message",
    "MonthFigure",
    "Move",
    "Note",
    "Proposal",
    "Publication",
    "PublishedPhoto",
    "ReferenceCounter",
    "RetentionRun",
    "SweepRun",
    "Topic",
    "TopicQuestion",
    "Upload",
]
