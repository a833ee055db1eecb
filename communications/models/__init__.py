from .announcement import Announcement
from .diffusion import Diffusion
from .item import Item, ItemEvent, ItemFile
from .mailing import DigestRun, Mailing, MailingTerms
from .subscriber import Subscriber, Subscription
from .theme import Theme

__all__ = [
    "Announcement",
    "Diffusion",
    "DigestRun",
    "Item",
    "ItemEvent",
    "ItemFile",
    "Mailing",
    "MailingTerms",
    "Subscriber",
    "Subscription",
    "Theme",
]
