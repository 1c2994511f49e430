"""The types of single values: what they mean, in which unit, and within which bounds they can be stored.

All are strict: an integer is not a boolean, a text is not a number. Bounds are physical, not plausible: what is merely
odd is stored, and a rule asks about it. There are no floats; a unit is chosen so that integers are fine enough.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler, Strict, with_config
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypedDict

from schemas.area import AreaCode
from schemas.label import Label

_EXACT_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of an integer, as metadata of its type; `x-unit` in JSON Schema."""

    symbol: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the unit to the type's JSON Schema."""
        return {**handler(schema), "x-unit": self.symbol}


# A day that the calendar has, from the year 1000 on: months of 31 days, of 30, February to 28, and leap days.
_DAY = (
    r"^(?:[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29)$"
)

# Numbers

Fen = Annotated[
    int,
    Field(strict=True, ge=-(10**12), le=10**12, title="Fen", description="Money, in hundredths of a yuan."),
    Unit("fen"),
]
GeoE7 = Annotated[
    int,
    Field(strict=True, ge=-1_800_000_000, le=1_800_000_000, title="GeoE7", description="A longitude or latitude."),
    Unit("1e-7 degree"),
]
LatitudeE7 = Annotated[
    int,
    Field(strict=True, ge=-900_000_000, le=900_000_000, title="LatitudeE7", description="A latitude."),
    Unit("1e-7 degree"),
]
LandArea = Annotated[
    int,
    Field(strict=True, ge=0, le=10**9, title="LandArea", description="Land; 1 mu is 1/15 hectare."),
    Unit("0.01 mu"),
]
FloorArea = Annotated[
    int,
    Field(strict=True, ge=0, le=10**8, title="FloorArea", description="Floor space."),
    Unit("0.01 m²"),
]
Metres = Annotated[
    int,
    Field(strict=True, ge=0, le=10**7, title="Metres", description="A distance on the ground."),
    Unit("m"),
]
Centimetres = Annotated[
    int,
    Field(strict=True, ge=0, le=10**6, title="Centimetres", description="A width."),
    Unit("cm"),
]
Decimetres = Annotated[
    int,
    Field(strict=True, ge=0, le=10**7, title="Decimetres", description="The radius of a position's uncertainty."),
    Unit("dm"),
]
Instant = Annotated[
    int,
    Field(strict=True, ge=0, le=_EXACT_INTEGER, title="Instant", description="A moment: milliseconds since 1970 UTC."),
    Unit("ms"),
]
Duration = Annotated[
    int,
    Field(strict=True, ge=0, le=_EXACT_INTEGER, title="Duration", description="A span by a clock that never jumps."),
    Unit("ms"),
]
Quarter = Annotated[
    int,
    Field(strict=True, ge=1, le=4, title="Quarter", description="A quarter of a year."),
    Unit("quarter"),
]
Year = Annotated[
    int,
    Field(strict=True, ge=1900, le=2100, title="Year", description="A year of the calendar."),
    Unit("year"),
]
Months = Annotated[
    int,
    Field(
        strict=True,
        ge=-999,
        le=999,
        title="Months",
        description="A number of months as stated; a rule asks about what a year cannot hold.",
    ),
    Unit("month"),
]
People = Annotated[
    int,
    Field(strict=True, ge=0, le=9999, title="People", description="A number of people."),
    Unit("person"),
]
Count = Annotated[
    int,
    Field(strict=True, ge=0, le=_EXACT_INTEGER, title="Count", description="How many there are, or how many times."),
    Unit("1"),
]
Days = Annotated[
    int,
    Field(strict=True, ge=0, le=9999, title="Days", description="A number of days as stated."),
    Unit("day"),
]
Share = Annotated[
    int,
    Field(strict=True, ge=0, le=10_000, title="Share", description="A share of a whole; 10000 is all of it."),
    Unit("0.01 %"),
]
Score = Annotated[
    int,
    Field(strict=True, ge=1, le=5, title="Score", description="From 1 (worst) to 5 (best)."),
    Unit("point"),
]

# Yes and no

YesNo = Annotated[bool, Strict()]

# Text with a format

CalendarDate = Annotated[
    str,
    Field(
        strict=True,
        pattern=_DAY,
        title="CalendarDate",
        description="A day as YYYY-MM-DD, without a time zone.",
        json_schema_extra={"format": "date"},
    ),
]
Uuid = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        title="Uuid",
        description="A UUID in lower case with hyphens.",
    ),
]
RevisionId = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[0-9a-v]{51}[0g]$",
        title="RevisionId",
        description="32 bytes as base32hex: lower case, no padding, canonical tail.",
    ),
]
AreaText = Annotated[
    AreaCode,
    Field(
        strict=True,
        pattern=r"^(?:[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
        title="AreaCode",
        description="An area code: city 4, county 6, township 9, village 12 digits.",
    ),
]
TownshipCode = Annotated[
    AreaCode,
    Field(strict=True, pattern=r"^[0-9]{9}$", title="TownshipCode", description="A township's code of 9 digits."),
]
VillageCode = Annotated[
    AreaCode,
    Field(strict=True, pattern=r"^[0-9]{12}$", title="VillageCode", description="A village's code of 12 digits."),
]
Phone = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$",
        title="Phone",
        description="A mobile number of 11 digits, or a landline with its area code.",
    ),
]
Sha256 = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[0-9a-f]{64}$",
        title="Sha256",
        description="The name of an attachment: the SHA-256 of its bytes, in lower-case hexadecimal.",
    ),
]
PerceptualHash = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[0-9a-f]{16}$",
        title="PerceptualHash",
        description="64 bits in lower-case hexadecimal; near-identical pictures differ in few bits.",
    ),
]
PublicKey = Annotated[
    str,
    Field(
        strict=True,
        # The first 27 bytes name the algorithm, the curve and the uncompressed form; 64 bytes of the point follow.
        pattern=r"^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9_-]{86}$",
        title="PublicKey",
        description="A P-256 key as SubjectPublicKeyInfo: base64url, no padding.",
    ),
]
IdNumber = Annotated[
    str,
    Field(
        strict=True,
        min_length=1,
        max_length=22,
        title="IdNumber",
        description="A certificate's number as typed; its length and check character are the rules' matter.",
    ),
]
ItemKey = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[A-Za-z0-9_.:-]{1,128}$",
        title="ItemKey",
        description="The name of an item of a form.",
    ),
]

# Plain text

Identifier = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[!-~]{1,64}$",
        title="Identifier",
        description="An opaque name of printable ASCII without spaces: a user, a device, a rule.",
    ),
]
RegistryNumber = Annotated[
    str,
    Field(
        strict=True,
        min_length=1,
        max_length=20,
        title="RegistryNumber",
        description="A number issued by the national system; opaque.",
    ),
]
BankAccount = Annotated[
    str,
    Field(strict=True, min_length=1, max_length=40, title="BankAccount", description="An account's number as typed."),
]
PersonName = Annotated[
    str,
    Field(strict=True, min_length=1, max_length=30, title="PersonName", description="A name as on the identity card."),
]
ShortText = Annotated[
    str,
    Field(strict=True, max_length=100, title="ShortText", description="Free text of one line."),
]
LongText = Annotated[
    str,
    Field(strict=True, max_length=2000, title="LongText", description="Free text of some lines."),
]

# What a questionnaire collects

Answer = Annotated[
    YesNo
    | Annotated[int, Field(strict=True, ge=-_EXACT_INTEGER, le=_EXACT_INTEGER)]
    | LongText
    | Annotated[list[ShortText], Field(strict=True, max_length=100)],
    Field(title="Answer", description="Yes or no, a whole number, a text, or the choices made."),
]

# Maps that several records use


@with_config(extra="allow")
class RecordLink(TypedDict):
    """Another record, wherever it is kept: links between villages carry the area."""

    area: Annotated[AreaText, Label("地区", "area")]
    record: Annotated[Uuid, Label("记录", "record")]
