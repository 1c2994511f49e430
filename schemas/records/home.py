"""The home: the one server that judges and verifies an area. The area is that of the record itself."""

from schemas.fields import Authority, Field, Label, RecordType, Sensitivity
from schemas.values import Identifier, Instant

PUBLIC = Sensitivity.PUBLIC

HOME = RecordType(
    "home",
    Label("归属服务器", "home"),
    "Where an area's tablets sync, and where their work is judged.",
    (
        Field("server", Identifier, Label("服务器", "server"), PUBLIC, required=True, note="Its device id."),
        Field("from", Instant, Label("起", "from"), PUBLIC, required=True),
    ),
    authority=Authority.SERVER,
)
