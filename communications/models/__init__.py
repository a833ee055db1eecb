from .announcement import Announcement
from .diffusion import Diffusion
from .event import Event, ProgrammeEntry
from .item import Item, ItemEvent, ItemFile
from .mailing import DigestRun, Mailing, MailingTerms
from .subscriber import Subscriber, Subscription
from .theme import Theme

__all__ = [
    "Announcement",
    "Diffusion",
    "DigestRun",
    "Event",
    "Item",
    "ItemEvent",
    "ItemFile",
    "Mailing",
    "MailingTerms",
    "ProgrammeEntry",
    "Subscriber",
    "Subscription",
    "Theme",
]
