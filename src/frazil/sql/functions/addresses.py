"""The parts of URLs and IP addresses: what PARSE_URL and PARSE_IP answer."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from frazil.core.errors import EvaluationError
from frazil.sql.functions.variant_text import Variant, encode

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)\Z", re.DOTALL)
_PORT = re.compile(r"(.*):(\d*)\Z", re.DOTALL)
_IP_TYPES = ("inet", "cidr")


class _AddressError(Exception):
    """A text that is no address; the text says why."""


def parse_url(text: str, permissive: int) -> str:
    """Return the canonical object of a URL's parts; one that is none is refused, or answered with its error."""
    return _answered(lambda: _url(text), "Error parsing URL", permissive)


def parse_ip(text: str, kind: str, permissive: int) -> str:
    """Return the canonical object of an address's parts; one that is none is refused, or answered with its error."""
    if kind.lower() not in _IP_TYPES:
        raise EvaluationError(f"Invalid IP type '{kind}': it must be INET or CIDR")
    return _answered(lambda: _ip(text, kind.lower()), "Error parsing IP", permissive)


def _answered(parse: Callable[[], dict[str, Variant]], complaint: str, permissive: int) -> str:
    try:
        return encode(parse())
    except _AddressError as error:
        if permissive:
            return encode({"error": str(error)})
        raise EvaluationError(f"{complaint}: {error}") from error


def _url(text: str) -> dict[str, Variant]:
    found = _SCHEME.match(text)
    if found is None:
        raise _AddressError("scheme not specified")
    scheme, rest = found[1].lower(), found[2]
    rest, _, fragment = rest.partition("#")
    rest, asked, query = rest.partition("?")
    host: str | None = None
    port: str | None = None
    if rest.startswith("//"):
        host, _, rest = rest[2:].partition("/")
        with_port = _PORT.match(host)
        if with_port is not None and not host.endswith("]"):
            host, port = with_port[1], with_port[2]
    parameters: dict[str, Variant] = {}
    for piece in query.split("&") if query else ():
        key, _, value = piece.partition("=")
        parameters[key] = value
    return {
        "fragment": fragment or None,
        "host": host,
        "parameters": parameters or None,
        "path": rest,
        "port": port,
        "query": query if asked else None,
        "scheme": scheme,
    }


def _ip(text: str, kind: str) -> dict[str, Variant]:
    try:
        address = ipaddress.ip_interface(text)
    except ValueError as error:
        raise _AddressError(f"'{text}' is not a valid address") from error
    masked = "/" in text
    raw = int(address.ip)
    first, last = int(address.network.network_address), int(address.network.broadcast_address)
    four = address.version == 4
    result: dict[str, Variant] = {
        "family": address.version,
        "host": text.partition("/")[0],
        "ip_fields": [raw, 0, 0, 0] if four else [raw >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)],
        "ip_type": kind,
        "netmask_prefix_length": address.network.prefixlen if masked else None,
        "snowflake$type": "ip_address",
    }
    if four:
        result["ipv4"] = raw
        result |= {"ipv4_range_start": first, "ipv4_range_end": last} if masked else {}
    else:
        result["hex_ipv6"] = f"{raw:032X}"
        result |= {"hex_ipv6_range_start": f"{first:032X}", "hex_ipv6_range_end": f"{last:032X}"} if masked else {}
    return result


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("parse_url", parse_url, ("VARCHAR", "BIGINT"), "VARCHAR"),
    ("parse_ip", parse_ip, ("VARCHAR", "VARCHAR", "BIGINT"), "VARCHAR"),
)
