"""What a record says about a photo. The bytes travel apart, under their SHA-256, which is the item's key."""

from typing import Annotated, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.visit import CRS, PHOTO_KIND
from schemas.label import Label
from schemas.values import Decimetres, GeoE7, Instant, LatitudeE7, PerceptualHash, YesNo


@with_config(extra="allow")
class Position(TypedDict):
    """A fix of the device's position.

    WGS84 and GCJ02 differ by hundreds of metres: convert before measuring a distance.
    """

    lat: Annotated[LatitudeE7, Label("纬度", "latitude")]
    lon: Annotated[GeoE7, Label("经度", "longitude")]
    crs: Annotated[str, CRS, Label("坐标系", "coordinate system")]
    accuracy_dm: NotRequired[Annotated[Decimetres | None, Label("精度", "accuracy")]]
    fixed_at: NotRequired[Annotated[Instant | None, Label("定位时间", "fixed at")]]
    mock_flag: NotRequired[Annotated[YesNo | None, Label("疑似模拟定位", "position may be simulated")]]


@with_config(extra="allow")
class Photo(TypedDict):
    """A photo, or another picture that proves something."""

    kind: Annotated[str, PHOTO_KIND, Label("照片类别", "kind of photo")]
    taken_at: NotRequired[Annotated[Instant | None, Label("拍摄时间", "taken at")]]
    phash: NotRequired[Annotated[PerceptualHash | None, Label("感知哈希", "perceptual hash")]]
    gps: NotRequired[Annotated[Position | None, Label("拍摄位置", "position of the photo")]]
