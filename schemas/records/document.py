"""What a record says about a document: minutes, a letter, the photo of a notice. Its bytes travel like a photo's."""

from typing import Annotated, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.document import DOCUMENT_KIND
from schemas.label import Label
from schemas.values import CalendarDate, ShortText


@with_config(extra="allow")
class Document(TypedDict):
    """A document that proves something; the item's key is the SHA-256 of its bytes."""

    kind: Annotated[str, DOCUMENT_KIND, Label("材料类别", "kind of document")]
    title: NotRequired[Annotated[ShortText | None, Label("名称", "title")]]
    dated: NotRequired[Annotated[CalendarDate | None, Label("日期", "date")]]
