from .alert import Alert, AlertMessage
from .announcement import Announcement
from .consultation import Contribution, PublicConsultation
from .decision import Commitment, CommitmentStep, Decision, DecisionEffect
from .diffusion import Diffusion
from .document import Collection, Document, DocumentVersion, PaperText, PublicationDuty
from .event import Event, ProgrammeEntry
from .item import Item, ItemEvent, ItemFile
from .mailing import DigestRun, Mailing, MailingTerms
from .people import Commission, ContactPoint, Member, Opening, Seat
from .petition import Petition, PetitionTerms, Signature, SignatureSheet
from .question import MemberQuestion, Support
from .registration import Registration
from .request import AskedSubject, InformationRequest
from .subscriber import Subscriber, Subscription
from .theme import Theme

__all__ = [
    "Alert",
    "AlertMessage",
    "Announcement",
    "AskedSubject",
    "Collection",
    "Commission",
    "Commitment",
    "CommitmentStep",
    "ContactPoint",
    "Contribution",
    "Decision",
    "DecisionEffect",
    "Diffusion",
    "DigestRun",
    "Document",
    "DocumentVersion",
    "Event",
    "InformationRequest",
    "Item",
    "ItemEvent",
    "ItemFile",
    "Mailing",
    "MailingTerms",
    "Member",
    "MemberQuestion",
    "Opening",
    "PaperText",
    "Petition",
    "PetitionTerms",
    "ProgrammeEntry",
    "PublicConsultation",
    "PublicationDuty",
    "Registration",
    "Seat",
    "Signature",
    "SignatureSheet",
    "Subscriber",
    "Subscription",
    "Support",
    "Theme",
]
