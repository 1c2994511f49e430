"""How areas and records are named in requests."""

from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

AREA: Final = r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$"
UUID: Final = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

AreaText = Annotated[str, Field(pattern=AREA)]
Area = Annotated[str, Field(pattern=AREA, description="An area code.")]
AreaInPath = Annotated[str, Path(pattern=AREA, description="An area code.")]
RecordTypeInPath = Annotated[str, Path(pattern="^[a-z][a-z_]{0,39}$", description="A record type.")]
RecordInPath = Annotated[str, Path(pattern=UUID, description="A UUID.")]
