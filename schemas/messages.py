"""What people read about a void field: what is wrong and what to do, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas import errors
from schemas.errors import FieldError
from schemas.fields import Field
from schemas.label import Label


@dataclass(frozen=True, slots=True)
class Message:
    """A problem and its remedy."""

    problem: Label
    remedy: Label


MESSAGES: Final[Mapping[str, Message]] = {
    errors.WRONG_TYPE: Message(
        Label("值的类型不对", "a value of the wrong type"),
        Label("请重新填写，如仍出错请升级平板应用", "Enter it again; if it fails again, update the tablet's app"),
    ),
    errors.REQUIRED: Message(
        Label("必填项不能清空", "a required field cannot be cleared"),
        Label("请填写", "Fill it in"),
    ),
    errors.BAD_FORMAT: Message(
        Label("格式不对", "not in the expected format"),
        Label("请核对后重新填写", "Check it and enter it again"),
    ),
    errors.NOT_IN_CODE_LIST: Message(
        Label("代码不在代码表中", "not in the code list"),
        Label("请从列表中选择", "Choose from the list"),
    ),
    errors.OUT_OF_RANGE: Message(
        Label("数值超出允许范围", "a number out of bounds"),
        Label("请核对数值和单位", "Check the number and its unit"),
    ),
    errors.TOO_SHORT: Message(
        Label("内容过短", "too short"),
        Label("请补全", "Complete it"),
    ),
    errors.TOO_LONG: Message(
        Label("内容过长", "too long"),
        Label("请缩短", "Shorten it"),
    ),
    errors.MISSING_KEY: Message(
        Label("缺少一项", "a part is missing"),
        Label("请补填", "Fill it in"),
    ),
    errors.ITEMS_ONLY: Message(
        Label("此栏只能逐项填写", "written item by item only"),
        Label("请升级平板应用", "Update the tablet's app"),
    ),
    errors.BAD_ITEM_KEY: Message(
        Label("项目名称不对", "not a name of an item"),
        Label("请升级平板应用", "Update the tablet's app"),
    ),
    errors.TRANSITION: Message(
        Label("当前状态或您的角色不允许这一步", "not allowed from the present state, or not for your role"),
        Label(
            "请按最新状态办理（平板请先同步）",
            "Act on the present state (a tablet syncs first)",
        ),
    ),
    errors.ROLE: Message(
        Label("您的角色无权这样做", "not allowed for your role"),
        Label("请联系乡镇办公室", "Ask the township office"),
    ),
    errors.SERVER_ONLY: Message(
        Label("此栏由服务器填写", "written by the server only"),
        Label("请升级平板应用", "Update the tablet's app"),
    ),
    errors.LOCKED: Message(
        Label("该年度已由县级锁定", "the county has locked this year"),
        Label(
            "平板的修改已自动转为更正申请，请等待县级批准；其他修改请提交更正申请",
            "What a tablet brings became an amendment and waits for the county; ask for any other by an amendment",
        ),
    ),
    errors.OWN_WORK: Message(
        Label("不能审核自己采集或提交的内容", "nobody reviews what they collected or handed in themselves"),
        Label("请由其他有权人员办理", "Let somebody else who may decide on it"),
    ),
    errors.OPEN_ERRORS: Message(
        Label("该户还有未处理的错误类疑点", "there are open flags of severity E about the household"),
        Label("请先处理错误类疑点", "Settle these flags first"),
    ),
    errors.OPEN_WARNINGS: Message(
        Label("该户还有未说明的警告类疑点", "there are unexplained flags of severity W about the household"),
        Label("请先说明警告类疑点", "Explain these flags first"),
    ),
    errors.EDITED_SINCE: Message(
        Label("收入在下级确认后有变动", "the income differs from what was confirmed before"),
        Label("请由村级按最新数据重新确认", "The village confirms the present figures again"),
    ),
    errors.UNUSABLE: Message(
        Label("更正内容不能写入该记录", "the amendment cannot be written to the record"),
        Label(
            "请核对年度是否已锁定、对象是否一致、各项内容是否有效",
            "Check that the year is locked, that the record is of this year, and that each value is valid",
        ),
    ),
}


_UNKNOWN: Final = Message(
    Label("此栏未被接受", "the field was not accepted"),
    Label("请升级平板应用", "Update the tablet's app"),
)


def describe(error: FieldError, field: Field | None) -> Label:
    """Say what is wrong with a field and what to do.

    `field` is None for what is no field, as the deletion of a record. The error's parameters read alike in both
    languages and stand in brackets; they are absent where only the code travelled, as in a verdict.
    """
    message = MESSAGES.get(error.code, _UNKNOWN)
    details = list(error.params.values())
    zh = f"{message.problem.zh}（{'，'.join(details)}）" if details else message.problem.zh
    en = f"{message.problem.en} ({', '.join(details)})" if details else message.problem.en
    if field is not None:
        zh, en = f"{field.label.zh}：{zh}", f"{field.label.en}: {en}"
    return Label(f"{zh}。{message.remedy.zh}。", f"{en}. {message.remedy.en}.")
