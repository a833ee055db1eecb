from .announcement import Announcement
from .item import Item, ItemEvent, ItemFile
from .theme import Theme

__all__ = ["Announcement", "Item", "ItemEvent", "ItemFile", "Theme"]
