"""What people read about events: why one was not written, and what is left to do, in Chinese and English."""

from collections.abc import Mapping
from typing import Final

from schemas.errors import FieldError
from schemas.events import errors
from schemas.events.changes import FollowUp, Task
from schemas.events.errors import EventError
from schemas.events.forms import FORMS
from schemas.label import Label
from schemas.messages import Message
from schemas.messages import describe as describe_field

ERRORS: Final[Mapping[type[EventError], Message]] = {
    errors.UnknownHousehold: Message(
        Label("该村没有这一户", "there is no such household in the village"),
        Label("请核对村和户", "Check the village and the household"),
    ),
    errors.HouseholdDeleted: Message(
        Label("该户已删除", "the household was deleted"),
        Label("请先恢复该户，或核对是否选错", "Restore it first, or check whether another one was meant"),
    ),
    errors.HouseholdClosed: Message(
        Label("该户已迁出或并入他户", "the household has moved away or joined another"),
        Label("请在现所在户办理", "Enter it for the household that they are in now"),
    ),
    errors.SameHousehold: Message(
        Label("转入户就是本户", "this is the same household"),
        Label("请另选转入户", "Choose the other household"),
    ),
    errors.SameVillage: Message(
        Label("该户已在此村", "the household is in this village"),
        Label("请另选迁往的村", "Choose the village that it moves to"),
    ),
    errors.DateInFuture: Message(
        Label("日期{on}晚于今天{today}", "{on} is later than today, {today}"),
        Label("请核对日期，事后再填", "Check the date; enter it once it has happened"),
    ),
    errors.DateBeforeBirth: Message(
        Label("日期{on}早于{name}的出生日期{born}", "{on} is before the birth of {name} on {born}"),
        Label("请核对两个日期", "Check both dates"),
    ),
    errors.DateBeforeIdentification: Message(
        Label("日期{on}早于该户识别时间{identified}", "{on} is before the household was identified on {identified}"),
        Label("识别以前的变动请直接修改成员记录", "Correct the member's record for what was before that"),
    ),
    errors.UnknownMember: Message(
        Label("{name}不是该户这次涉及的成员", "{name} is none of the household's members whom this is about"),
        Label("请从该户成员中选择", "Choose from the members of the household"),
    ),
    errors.AlreadyLeft: Message(
        Label("{name}已于{on}离户", "{name} does not count in the household any more since {on}"),
        Label("请核对成员；记录有误的直接修改", "Check who is meant; correct the record where it is wrong"),
    ),
    errors.AlreadyDied: Message(
        Label("{name}已登记死亡", "{name} is recorded as dead"),
        Label("登记有误的请直接修改成员记录", "Correct the member's record where that is wrong"),
    ),
    errors.StillPresent: Message(
        Label("{name}仍在户", "{name} counts in the household"),
        Label("无需办理返回", "There is nothing to enter"),
    ),
    errors.InOtherHousehold: Message(
        Label("{name}已转入他户", "{name} has joined another registered household"),
        Label("请从该户办理转入本户", "Enter a transfer from that household to this one"),
    ),
    errors.NobodyChosen: Message(
        Label("没有在户成员可办理", "there is nobody whom it could be about"),
        Label("请至少选择一名在户成员", "Choose at least one member who counts in the household"),
    ),
    errors.NobodyLeft: Message(
        Label("分户后原户无人", "nobody would stay in the household"),
        Label("请留下成员，或办理整户迁移", "Leave somebody, or enter a move of the household"),
    ),
    errors.NameTaken: Message(
        Label("{name}的记录已存在，可能已办理过", "there is a record of {name} already; this may have been entered"),
        Label("请核对是否重复办理", "Check whether it was entered before"),
    ),
    errors.SuccessorMissing: Message(
        Label("户主离户，须指定新户主：{names}", "the head leaves; the new head must be one of {names}"),
        Label("请指定留下的一名成员", "Name one of those who stay"),
    ),
    errors.SuccessorNotPresent: Message(
        Label("新户主须是其中一人：{names}", "the head must be one of {names}"),
        Label("请从中选择", "Choose one of them"),
    ),
    errors.TwoHeads: Message(
        Label("该户另有户主", "somebody else is the head of the household"),
        Label("一户只有一名户主，请改填与户主关系", "A household has one head; enter the relation to that one"),
    ),
    errors.HeadMissing: Message(
        Label("该户没有在户的户主", "the household has no head"),
        Label("请指定户主", "Say who is the head"),
    ),
    errors.RelationMissing: Message(
        Label("须填写{names}与转入户户主的关系", "what {names} is to the head there must be said"),
        Label("请填写", "Fill it in"),
    ),
    errors.RelationsMissing: Message(
        Label("无法推定与新户主的关系：{names}", "what they are to the new head does not follow: {names}"),
        Label("请逐人填写，户主性别不明的先补填", "Enter it for each; fill in the head's sex where it is not known"),
    ),
}
"""Why an event was not written."""

TASKS: Final[Mapping[Task, Label]] = {
    Task.SIZE: Label("核对{year}年家庭人口数", "State the size of the household in {year} anew"),
    Task.INCOME: Label(
        "核定{year}年收入、土地和住房归属，系统未作划分",
        "Settle whose the income, land and dwelling of {year} are; nothing was divided",
    ),
    Task.YEAR: Label(
        "在新村开立{year}年度记录，原年度数据未带入",
        "Open the year {year} in the new village; nothing of it was taken along",
    ),
    Task.MEMBER_YEAR: Label(
        "{name}的{year}年度记录留在原户，在新户另行填写",
        "The year {year} of {name} stays in the household that they left; enter it in the other",
    ),
    Task.CERTIFICATE: Label("补填{name}的证件号码", "Enter the certificate's number of {name}"),
    Task.REGISTRATION: Label(
        "核对新户的贫困户属性、致贫原因和脱贫属性，暂沿用原户",
        "Check attribute, causes and status of the new household, taken over from the other for now",
    ),
    Task.NUMBER: Label("为新户申请户编号", "Have a number issued for the new household"),
    Task.HELPER: Label("落实帮扶责任人", "Name who helps the household"),
    Task.EMPTY: Label("户内已无成员，请按程序销户", "Nobody is left; have the household taken off the register"),
}
"""What is left to do."""

_HOUSEHOLD: Final = Label("户", "household")


def describe(error: EventError, kind: str) -> Label:
    """Say why an event of this kind was not written, by its field, and what to do."""
    said = ERRORS[type(error)]
    label = field_label(kind, error.field)
    zh = {name: fact if isinstance(fact, str) else "、".join(fact) for name, fact in error.facts.items()}
    en = {name: fact if isinstance(fact, str) else ", ".join(fact) for name, fact in error.facts.items()}
    return Label(
        f"{label.zh}：{said.problem.zh.format(**zh)}。{said.remedy.zh}。",
        f"{label.en}: {said.problem.en.format(**en)}. {said.remedy.en}.",
    )


def describe_wrong(error: FieldError, kind: str, field: str) -> Label:
    """Say what is wrong with what was entered in a field of a form."""
    label, said = field_label(kind, field), describe_field(error, None)
    return Label(f"{label.zh}：{said.zh}", f"{label.en}: {said.en}")


def describe_task(follow_up: FollowUp) -> Label:
    """Say what is left to do."""
    said = TASKS[follow_up.task]
    facts = {"year": follow_up.year, "name": follow_up.name}
    return Label(said.zh.format(**facts), said.en.format(**facts))


def field_label(kind: str, field: str) -> Label:
    """Return the label of a form's field; of the household that the event is about where there is no such field."""
    form = FORMS.get(kind)
    known = form.model_fields.get(field) if form is not None else None
    found = known.metadata if known is not None else ()
    return next((part for part in found if isinstance(part, Label)), _HOUSEHOLD)
