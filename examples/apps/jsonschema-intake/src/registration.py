"""Registrations in one form, whichever way they were typed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumberFormat, carrier, timezone


def telephone(number, country):
    """Returns a telephone number, and what it tells about where its owner is."""
    parsed = phonenumbers.parse(number, country)
    return {
        "number": phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        "valid": phonenumbers.is_valid_number(parsed),
        "carrier": carrier.name_for_number(parsed, "en"),
        "timezones": list(timezone.time_zones_for_number(parsed)),
    }


def normalised(body):
    """Returns a valid registration as it is kept."""
    arrival = datetime.fromisoformat(body["arrival"])
    zone = ZoneInfo(body.get("timezone", "UTC"))
    return {
        "name": " ".join(body["name"].split()),
        "email": body["email"].lower(),
        "telephone": telephone(body["telephone"], body["country"]),
        "arrival": arrival.astimezone(zone).isoformat(),
        "summer_time": bool(arrival.astimezone(zone).dst()),
        "talks": sorted(body.get("talks", [])),
    }
