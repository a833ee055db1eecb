"""Everything that is true of a case whatever its pillar: one table each for all pillars."""

from .answer import Answer, AnswerTemplate, Delivery, Ground
from .attachment import Attachment, FileLimit, Upload
from .case import Case, Move, ReferenceCounter
from .correspondence import Consultation, Decision, Message, Note
from .deadline import Deadline, DeadlineEvent, Escalation, SweepRun
from .follower import Follower
from .question import Detail, TopicQuestion
from .rule import DeadlineRule, EscalationStep
from .topic import Topic

__all__ = [
    "Answer",
    "AnswerTemplate",
    "Attachment",
    "Case",
    "Consultation",
    "Deadline",
    "DeadlineEvent",
    "DeadlineRule",
    "Decision",
    "Delivery",
    "Detail",
    "Escalation",
    "EscalationStep",
    "FileLimit",
    "Follower",
    "Ground",
    "Message",
    "Move",
    "Note",
    "ReferenceCounter",
    "SweepRun",
    "Topic",
    "TopicQuestion",
    "Upload",
]
