"""What a record says about a photo. The bytes travel apart, under their SHA-256, which is the item's key."""

from typing import Annotated, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.visit import CRS, PHOTO_KIND
from schemas.values import Decimetres, GeoE7, Instant, LatitudeE7, PerceptualHash, YesNo


@with_config(extra="allow")
class Position(TypedDict):
    """A fix of the device's position.

    WGS84 and GCJ02 differ by hundreds of metres: convert before measuring a distance.
    """

    lat: LatitudeE7
    lon: GeoE7
    crs: Annotated[str, CRS]
    accuracy_dm: NotRequired[Decimetres | None]
    fixed_at: NotRequired[Instant | None]
    mock_flag: NotRequired[YesNo | None]


@with_config(extra="allow")
class Photo(TypedDict):
    """A photo, or another picture that proves something."""

    kind: Annotated[str, PHOTO_KIND]
    taken_at: NotRequired[Instant | None]
    phash: NotRequired[PerceptualHash | None]
    gps: NotRequired[Position | None]
