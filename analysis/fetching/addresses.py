"""Which addresses are asked: http and https, no credentials, and no machine of a private network unless allowed."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from analysis.fetching.records import Failure

MAX_URL = 2_000  # characters
PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address in its last 32 bits
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def checked(url: str, base: str | None = None) -> Url:
    """The parts of an absolute http or https address, without a fragment; `base` is where a relative one was found.

    Raises `Failure` for every other address. One with a name and password is not repeated.
    """
    try:
        parts = parse_url((urljoin(base, url) if base else url).strip())
    except (LocationParseError, ValueError):
        raise Failure("not an address", "give it as https://host/path", lasting=True) from None
    if parts.auth:
        raise Failure("names a user or password", "leave them out of the address", lasting=True)
    if parts.scheme not in PORTS or not parts.host:
        raise Failure("not an http or https address", "give it as https://host/path", lasting=True)
    if len(parts.url) > MAX_URL:
        raise Failure(f"longer than {MAX_URL:,} characters", "leave it out", lasting=True)
    return parts._replace(fragment=None, path=parts.path or "/")


def host_of(parts: Url) -> str:
    """The host as a name for people and for TLS: no brackets, no full stop at the end."""
    return (parts.host or "").strip("[]").rstrip(".")


def port_of(parts: Url) -> int:
    """The port, also where it is not written."""
    return parts.port or PORTS[parts.scheme or ""]


def resolve(parts: Url, allow_private: bool) -> list[str]:
    """The addresses of the host that may be connected to, in the system's order: these, and no second look-up.

    Raises `Failure` where the host is not found, or has no address but private ones.
    """
    host = host_of(parts)
    try:
        found = socket.getaddrinfo(host, port_of(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = f"host not found: {getattr(error, 'strerror', None) or error}"
        raise Failure(reason, "check the address and the network", again=True) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [address for address in addresses if allow_private or is_public(address)]
    if not allowed:
        reason = f"leads to a private address ({addresses[0] if addresses else 'none'})"
        raise Failure(reason, "pass --allow-private if that is meant")
    return allowed


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, also where IPv6 carries one of IPv4."""
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not one.is_multicast and not getattr(one, "is_site_local", False) for one in _carried(address)
    )


def _carried(address: Address) -> list[Address]:
    """The address, and those of IPv4 inside it (mapped, 6to4, Teredo, NAT64); a mapped one stands for itself alone."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inside: list[Address] = [address, *(address.teredo or ())]
    if address.sixtofour:
        inside.append(address.sixtofour)
    if address in _NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return inside
