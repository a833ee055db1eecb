"""Lists of internet addresses and networks, one per line, as an administrator types them."""

import ipaddress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The widest network that one office holds, by version of the protocol: a wider one would let strangers in.
WIDEST = {4: 24, 6: 48}
HOUSE = 64  # an IPv6 client is known by its network of this length


def validate(text):
    """Raise ValidationError naming the first line that is no address and no network of an office."""
    for line in text.split():
        try:
            network = ipaddress.ip_network(line, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen < WIDEST[network.version]:
            words = _("%(line)s is not an internet address. Write one per line, such as 192.0.2.10 or 192.0.2.0/28.")
            raise ValidationError(words % {"line": line})


def holds(text, address):
    """Whether an address (text) is in one of the networks of a validated list."""
    return any(ipaddress.ip_address(address) in _network(line) for line in text.split())


def _network(line):
    network = ipaddress.ip_network(line, strict=False)
    return network.supernet(new_prefix=HOUSE) if network.version == 6 and network.prefixlen > HOUSE else network
