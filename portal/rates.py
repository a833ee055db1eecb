"""How often something may be done: from one client address, and to one target (a case, an account, a telephone).

LIMITS is the whole policy. An address has room for many, for a village, a hall or a mobile operator may stand behind
one; a target has little. Counters live in the cache under keyed digests, and beside it in the memory of the process,
so that guessing stays slow while Redis is away; without either, people pass. Nothing here locks anybody out for good:
a window ends, and where a right secret opens (a tracking code), only failures are counted.

    wait = rates.spend(request, "file", target=phone)       counts one; a Wait when that was one too many, else None
    wait = rates.waiting(request, "sign_in", target=email)  the same question without counting
    @rates.limited("reply")                                 counts each POST of a view; the page keeps what was typed
"""

import ipaddress
import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cache import count_each
from portal.views import too_many_requests

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
IPV6_PREFIX = 64  # what one household or office holds
TOWN_HALL = 10  # times the room of an address, for those that the commune lists as its own


class Rate(NamedTuple):
    """At most so many times within so many seconds."""

    times: int
    seconds: int


@dataclass(frozen=True)
class Limit:
    """`address`: from one client address (one IPv6 network of a house); `target`: to one thing, whoever tries."""

    address: tuple[Rate, ...] = ()
    target: tuple[Rate, ...] = ()


LIMITS = {
    # A filed case; target: the telephone or e-mail that is written to, from this address
    "file": Limit((Rate(60, 10 * MINUTE), Rate(1000, DAY)), (Rate(5, 10 * MINUTE), Rate(20, DAY))),
    # A form that carries files, sent or not
    "upload": Limit((Rate(120, 10 * MINUTE), Rate(2000, DAY))),
    # A wrong tracking code; target: the reference, whether it exists or not
    "track": Limit((Rate(60, 10 * MINUTE), Rate(500, DAY)), (Rate(10, 15 * MINUTE), Rate(100, DAY))),
    # What a citizen writes to an open case, each press of a button; target: the case
    "reply": Limit((Rate(120, 10 * MINUTE),), (Rate(40, HOUR),)),
    # A wrong password; target: the account
    "sign_in": Limit((Rate(60, 10 * MINUTE), Rate(500, DAY)), (Rate(10, 15 * MINUTE), Rate(100, DAY))),
    # A wrong password in a browser where this person has signed in before; target: the account in that browser
    "sign_in_known": Limit(target=(Rate(10, 15 * MINUTE), Rate(60, DAY))),
    # A wrong code of the second factor; target: the account, in a browser that it knows or elsewhere
    "second_factor": Limit((Rate(60, 10 * MINUTE),), (Rate(10, 15 * MINUTE), Rate(50, DAY))),
    # A link to choose a password; target: the e-mail address
    "password_link": Limit((Rate(30, 10 * MINUTE),), (Rate(3, 15 * MINUTE), Rate(10, DAY))),
    # A one-time code sent out, which costs money by SMS; target: the telephone or e-mail
    "code_send": Limit((Rate(30, 10 * MINUTE), Rate(300, DAY)), (Rate(3, 10 * MINUTE), Rate(20, DAY))),
    # A wrong one-time code; target: what the code was made for
    "code_check": Limit((Rate(60, 10 * MINUTE),), (Rate(5, 10 * MINUTE), Rate(20, DAY))),
    # A look for what others told already, while a form is filled in
    "similar": Limit((Rate(240, 10 * MINUTE), Rate(3000, DAY))),
    # A copy of all that is kept about an address; target: the address
    "download": Limit((Rate(60, 10 * MINUTE),), (Rate(10, 10 * MINUTE), Rate(50, DAY))),
    # A question to a meeting, from phones that may all be behind the hall's one address; target: the browser
    "live_ask": Limit((Rate(200, 10 * MINUTE), Rate(1000, DAY)), (Rate(5, 10 * MINUTE), Rate(20, DAY))),
    # Asking the same at a meeting; target: the browser
    "live_support": Limit((Rate(3000, 10 * MINUTE),), (Rate(120, 10 * MINUTE),)),
    # A public form that writes to somebody or keeps a row (subscribe, ask, evaluate); target: who is written to
    "contact": Limit((Rate(60, 10 * MINUTE), Rate(600, DAY)), (Rate(5, HOUR), Rate(20, DAY))),
}


@dataclass(frozen=True)
class Wait:
    """A limit is reached: until when, and whether for this address or for this target, whoever asks."""

    until: datetime
    of_target: bool

    @property
    def when(self):
        """`at 10:45`, or with its day when that is another one, in the active language."""
        at, now = formats.local(self.until), formats.local(datetime.fromtimestamp(time.time(), UTC))
        if at.date() == now.date():
            return _("at %(time)s") % {"time": formats.clock(at)}
        return _("on %(day)s at %(time)s") % {"day": formats.day(at, get_language()), "time": formats.clock(at)}

    @property
    def sentence(self):
        """Why this was refused and when to try again, in the active language."""
        if self.of_target:
            return _("This was tried too many times in a row. Try again %(when)s.") % {"when": self.when}
        return _("Too much came from your connection in a short time. Try again %(when)s.") % {"when": self.when}

    @property
    def seconds(self):
        return max(1, math.ceil(self.until.timestamp() - time.time()))


def spend(request, action, *, target=""):
    """Count one `action`; return a Wait when it goes beyond a limit, else None.

    `target`: a text that names what the action is done to; "" leaves only the address. KeyError: no such action.
    """
    return _longest(_windows(request, action, target), count_each)


def waiting(request, action, *, target=""):
    """The Wait of somebody who would be refused now, else None. Counts nothing."""
    return _longest(_windows(request, action, target), _counts_with_this)


def limited(action, *, target=None):
    """Count each POST of a view; beyond the limit answer 429 with what was typed, ready to be sent again.

    `target(request, …)`, called like the view, names what the action is done to. Put it inside what checks access:
    a stranger must not use up what is a citizen's.
    """

    def decorate(view):
        @wraps(view)
        def counted(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            wait = spend(request, action, target=target(request, *args, **kwargs) if target else "")
            return too_many_requests(request, wait=wait) if wait else view(request, *args, **kwargs)

        return counted

    return decorate


def client_address(request):
    """The address of the client behind the trusted proxies; "" when there is none to be had. IPv6: its /64."""
    found = get_adapter(request).get_client_ip(request)
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return ""
    if address.is_unspecified:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)
    return str(address)


class Window(NamedTuple):
    """A stretch of time with its counter in the caches: how many it may hold, and when it ends."""

    key: str
    rate: Rate
    most: int
    until: datetime
    of_target: bool


def _windows(request, action, target):
    """The windows that one `action` by this address, on this target, falls into now."""
    limit, address = LIMITS[action], client_address(request)
    windows = []
    if address:
        room = _room(request, address)
        windows += [_window(rate, f"{action}:a", address, rate.times * room, of_target=False) for rate in limit.address]
    if target:
        name = str(target).casefold()
        windows += [_window(rate, f"{action}:t", name, rate.times, of_target=True) for rate in limit.target]
    return windows


def _window(rate, scope, name, most, *, of_target):
    digest = salted_hmac("portal.rates", f"{scope}:{rate.seconds}:{name}", algorithm="sha256").hexdigest()
    now, phase = time.time(), int(digest[:8], 16) % rate.seconds  # windows of two names end at different times
    number = int((now + phase) // rate.seconds)
    until = datetime.fromtimestamp((number + 1) * rate.seconds - phase, UTC)
    return Window(f"rate:{scope}:{digest[:40]}:{number}", rate, most, until, of_target)


def _longest(windows, count):
    """A Wait for the window that ends last among those that hold too much; `count`: {key: seconds} to counts."""
    if not windows:
        return None
    seconds = {window.key: window.rate.seconds for window in windows}
    counts = zip(*(count(caches[name], seconds) for name in ("default", "memory")), strict=True)
    full = [
        (window.until, window.of_target)
        for window, found in zip(windows, counts, strict=True)
        if max(found) > window.most
    ]
    return Wait(*max(full)) if full else None


def _room(request, address):
    """By how much the numbers for this address are multiplied: the installation's factor, and the town hall's."""
    commune = getattr(request, "commune", None)
    at_hall = commune is not None and commune.is_at_town_hall(address)
    return settings.RATE_FACTOR * (TOWN_HALL if at_hall else 1)


def _counts_with_this(cache, seconds):
    found = cache.get_many(seconds)
    return [found.get(key, 0) + 1 for key in seconds]
