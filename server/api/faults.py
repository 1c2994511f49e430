"""What is wrong with a request, part by part: the catalogue of what people read, by the kind of fault.

Kinds are those of pydantic and the few of `server.api` itself. A fault never repeats a value, which may be a secret,
nor a pattern, which helps nobody: it names the part and shows how such a thing looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from schemas.label import Label

MOST: Final = 100
"""Faults that one answer lists."""

LONGEST_NAME: Final = 64
"""Characters shown of a part's name, which may be the asker's invention."""

NO_SUCH_FIELD: Final = "no_such_field"
NO_SUCH_TIME: Final = "no_such_time"
NOTHING_WRITTEN: Final = "nothing_written"
UNKNOWN_PARAMETER: Final = "unknown_parameter"
UNREADABLE: Final = "unreadable"

KINDS: Final[Mapping[str, Label]] = {
    "missing": Label("缺少此项，请填写", "missing; give it"),
    "extra_forbidden": Label("没有这一项，请去掉或核对名称", "there is no such part; leave it out or check its name"),
    "string_pattern_mismatch": Label("格式不对", "not in the expected format"),
    "json_invalid": Label("不是有效的 JSON，请检查引号、逗号和括号", "not JSON; check quotes, commas and brackets"),
    "string_too_long": Label("过长，最多 {max_length} 个字符", "too long; at most {max_length} characters"),
    "string_too_short": Label("过短，至少 {min_length} 个字符", "too short; at least {min_length} characters"),
    "too_long": Label("项目过多，最多 {max_length} 项", "too many; at most {max_length}"),
    "too_short": Label("项目过少，至少 {min_length} 项", "too few; at least {min_length}"),
    "greater_than_equal": Label("超出范围，应不小于 {ge}", "out of range; at least {ge}"),
    "greater_than": Label("超出范围，应大于 {gt}", "out of range; more than {gt}"),
    "less_than_equal": Label("超出范围，应不大于 {le}", "out of range; at most {le}"),
    "less_than": Label("超出范围，应小于 {lt}", "out of range; less than {lt}"),
    "enum": Label("只能是以下之一：{expected}", "must be one of: {expected}"),
    "literal_error": Label("只能是以下之一：{expected}", "must be one of: {expected}"),
    "union_tag_invalid": Label(
        "{discriminator} 只能是以下之一：{expected_tags}", "{discriminator} must be one of: {expected_tags}"
    ),
    "union_tag_not_found": Label("缺少 {discriminator}，请填写", "{discriminator} is missing; give it"),
    "int_type": Label("应为整数", "must be an integer"),
    "int_parsing": Label("应为整数", "must be an integer"),
    "int_parsing_size": Label("数字过大", "a number too large"),
    "int_from_float": Label("应为整数", "must be an integer"),
    "float_type": Label("应为数字", "must be a number"),
    "bool_type": Label("应为 true 或 false", "must be true or false"),
    "bool_parsing": Label("应为 true 或 false", "must be true or false"),
    "string_type": Label("应为文字", "must be text"),
    "string_unicode": Label("不是有效的 UTF-8 文字", "not text in UTF-8"),
    "list_type": Label("应为列表", "must be a list"),
    "dict_type": Label("应为对象", "must be an object"),
    "model_type": Label("应为对象", "must be an object"),
    "model_attributes_type": Label(
        "应为 JSON 对象，Content-Type 应为 application/json", "must be a JSON object, sent as application/json"
    ),
    NO_SUCH_FIELD: Label("该类记录没有这个字段，请核对名称", "records of this type have no such field; check its name"),
    NO_SUCH_TIME: Label("没有这个日期或时间", "there is no such day or time"),
    NOTHING_WRITTEN: Label(
        "既未填写字段，也未删除，没有要写入的内容", "neither a field nor the deletion; nothing to write"
    ),
    UNKNOWN_PARAMETER: Label(
        "没有这个参数，可用的参数：{allowed}", "there is no such parameter; those that there are: {allowed}"
    ),
    UNREADABLE: Label("请求内容无法读取，应为 UTF-8 的 JSON", "the body cannot be read; it must be JSON in UTF-8"),
}
"""What is said of each kind; what stands in braces is told by the fault."""

UNEXPECTED: Final = Label(
    "不符合要求，请核对接口文档", "not of the form that is asked for; see the documentation of the API"
)

_AREA: Final = "410822001201"
_MOMENT: Final = "2018-10-20T09:46:40+08:00"
_DAY: Final = "2018-10-20"
_UUID: Final = "01665100-0000-7000-8000-00000000a001"
_REVISION: Final = "05j8u9p800bpqbndeutqrkuc1dgscm4o8s5fl5iih49pos2jt3o0"

NAMES: Final[Mapping[str, tuple[Label, tuple[str, ...]]]] = {
    "area": (Label("地区代码", "area code"), (_AREA[:4], _AREA[:6], _AREA[:9], _AREA)),
    "at": (Label("时刻", "moment"), (_MOMENT, _DAY)),
    "from": (Label("较早的版本", "earlier version"), (_MOMENT, _DAY, _REVISION)),
    "to": (Label("较晚的版本", "later version"), (_MOMENT, _DAY, _REVISION)),
    "since": (Label("起始时间", "from when"), (_MOMENT,)),
    "until": (Label("截止时间", "until when"), (_MOMENT,)),
    "day": (Label("日期", "day"), (_DAY,)),
    "record": (Label("记录编号", "record's id"), (_UUID,)),
    "household": (Label("户的编号", "household's id"), (_UUID,)),
    "visit": (Label("入户编号", "visit's id"), (_UUID,)),
    "record_type": (Label("记录类别", "record type"), ("household", "member")),
    "type": (Label("记录类别", "record type"), ("household", "member")),
    "parents": (Label("所依据的版本", "revisions that it builds on"), (_REVISION,)),
    "if_heads": (Label("最新版本", "heads"), (_REVISION,)),
    "revisions": (Label("版本编号", "revisions"), (_REVISION,)),
    "year": (Label("年度", "year"), ("2018",)),
    "limit": (Label("每页条数", "rows of a page"), ("50",)),
    "after": (Label("翻页位置", "where the page begins"), ()),
    "before": (Label("翻页位置", "where the page begins"), ()),
    "reason": (Label("原因", "reason"), ("电话核实",)),
    "unmask": (Label("查看完整信息的原因", "reason for full values"), ("电话核实",)),
    "username": (Label("用户名", "user name"), ("zhangwei",)),
    "phone": (Label("电话", "phone"), ("0391-1234567",)),
    "id_number": (Label("证件号码", "identity number"), ()),
    "set": (Label("填写的内容", "values"), ()),
}
"""Parts that people meet, by name: what they are, and how they look."""

_SHOWS_FORM: Final = frozenset({"missing", "string_pattern_mismatch", "string_type", NO_SUCH_TIME})
"""Kinds of which an example says more than the sentence."""


def fault(kind: str, at: Sequence[str | int], /, **facts: object) -> dict[str, str]:
    """Return one fault: `at`, its kind as `code`, and the sentence in both languages."""
    path = [_shown(one) for one in at] or ["body"]
    label, examples = _named(path)
    said = KINDS.get(kind, UNEXPECTED)
    zh, en = (text.format_map(facts) for text in (said.zh, said.en))
    if examples and kind in _SHOWS_FORM:
        zh, en = f"{zh}，例如 {'、'.join(examples)}", f"{en}, such as {' or '.join(examples)}"
    return {"at": "/".join(path), "code": kind, "zh": f"{label.zh}：{zh}。", "en": f"{label.en}: {en}."}


def faults(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what pydantic found wrong."""
    return [fault(one["type"], one["loc"], **one.get("ctx", {})) for one in islice(errors, MOST)]


def _named(path: Sequence[str]) -> tuple[Label, tuple[str, ...]]:
    """Return what the part at a path is called, and examples of it: of a line of a list, those of the list."""
    name = next((one for one in reversed(path) if not one.isdecimal()), path[-1])
    label, examples = NAMES.get(name, (None, ()))
    if name == "body":
        return Label("请求内容（body）", "body"), ()
    return Label(name, name) if label is None else Label(f"{label.zh}（{name}）", f"{label.en} ({name})"), examples


def _shown(part: str | int) -> str:
    """Return a part's name, cut, and as UTF-8 can say it."""
    return str(part)[:LONGEST_NAME].encode("utf-8", "replace").decode()
