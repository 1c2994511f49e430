"""What may be wrong with a policy file, said in Chinese with English beside it."""

from collections.abc import Mapping
from typing import Any, Final, LiteralString, NamedTuple

from pydantic_core import PydanticCustomError

from schemas.label import Label


class Problem(NamedTuple):
    """What is wrong with a policy file, in which line (from 1), and with which key of it."""

    line: int
    place: str
    label: Label

    def __str__(self) -> str:
        """Say it in one line, without the file's name."""
        where = f"{self.place}: " if self.place else ""
        return f"{self.line}: {where}{self.label.zh}  {self.label.en}"


class PolicyError(Exception):
    """A policy file cannot be used."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        """Name the file and everything that is wrong with it, each in the form that editors jump to."""
        super().__init__("\n".join(f"{name}:{one}" for one in problems))
        self.problems = problems


UNREADABLE = Label("文件无法读取：{fault}", "cannot be read: {fault}")
NOT_UTF8 = Label("不是 UTF-8 编码，请另存为 UTF-8", "no UTF-8; save it as UTF-8")
NOT_TOML = Label("不符合 TOML 格式：{fault}", "no TOML: {fault}")
MISSING_PARAMETER = Label("缺少该参数，规则要用", "missing, and a rule reads it")
OVERLAPS = Label("与前面同一地区的有效期重叠", "overlaps an earlier period of the same area")
ELSEWHERE = Label("既不在 {area} 内，也不是其上级", "neither within {area} nor above it")
OTHER_UNIT = Label("单位应为 {unit}", "the unit is to be {unit}")

NO_SUCH_VALUE, NEGATIVE, REVERSED, NO_SUCH_DAY = "no_such_value", "negative", "reversed", "no_such_day"
"""What the models find themselves."""

_OTHERWISE: Final = Label("不符合要求：{message}", "{message}")

_LABELS: Final[Mapping[str, Label]] = {
    NO_SUCH_VALUE: Label("不是单位“{unit}”的值", "no value in the unit {unit}"),
    NEGATIVE: Label("不能为负数", "negative"),
    REVERSED: Label("失效日期早于生效日期", "valid_to lies before valid_from"),
    NO_SUCH_DAY: Label("不是每年都有的日期", "no day that each year has"),
    "missing": Label("缺少这一项", "missing"),
    "extra_forbidden": Label("没有这一项，请检查拼写", "unknown; check how it is spelt"),
    "string_pattern_mismatch": Label("格式不对，应为 {pattern}", "is to match {pattern}"),
    "string_too_short": Label("不能为空", "empty"),
    "string_too_long": Label("不能超过 {max_length} 字", "longer than {max_length} characters"),
    "literal_error": Label("只能是 {expected}", "is to be {expected}"),
    "greater_than_equal": Label("不能小于 {ge}", "less than {ge}"),
    "less_than_equal": Label("不能大于 {le}", "more than {le}"),
    "string_type": Label("应为带引号的文字", "is to be text in quotes"),
    "int_type": Label("应为整数", "is to be a whole number"),
    "bool_type": Label("应为 true 或 false", "is to be true or false"),
    "date_type": Label("应为不带引号的日期，如 2018-01-01", "is to be a date without quotes, as 2018-01-01"),
    "list_type": Label("应写为 [[parameter.名称]]", "is to be written [[parameter.<name>]]"),
    "dict_type": Label("应为一节", "is to be a table"),
    "model_type": Label("应为一节", "is to be a table"),
}
"""By pydantic's type of error, whose context fills them in."""


def found(kind: LiteralString, **context: Any) -> PydanticCustomError:  # noqa: ANN401 - as pydantic's own contexts
    """Return what a model raises that finds a value wrong."""
    return PydanticCustomError(kind, kind, context)


def said(error: Mapping[str, Any]) -> Label:
    """Return what is said of one of pydantic's errors."""
    context = {**error.get("ctx", {}), "message": error["msg"]}
    return filled(_LABELS.get(error["type"], _OTHERWISE), **context)


def filled(label: Label, **context: Any) -> Label:  # noqa: ANN401 - whatever is formatted
    """Return a label with its braces filled in."""
    return Label(label.zh.format(**context), label.en.format(**context))
