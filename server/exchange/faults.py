"""What can be wrong with a sheet, as people read it: the one catalogue, Chinese first with English beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from schemas.label import Label

KEPT: Final = 1000
"""Faults that are kept one by one; beyond them they are only counted."""

SHOWN_CHARACTERS: Final = 40
"""Of a value that is wrong."""


class Wrong(Enum):
    """One kind of fault each: what is wrong, and what to do. Names in braces are filled in."""

    # of a file
    NOT_READABLE = ("文件打不开：{fault}", "the file cannot be read: {fault}", "请检查路径和权限", "Check the path")
    EMPTY = ("文件是空的", "the file is empty", "请重新导出", "Export it again")
    TOO_BIG = (
        "文件过大（超过 {limit} MB）",
        "the file is larger than {limit} MB",
        "请按乡镇拆分后分别导入",
        "Split it by township",
    )
    TOO_MANY_ROWS = (
        "行数过多（超过 {limit} 行）",
        "more than {limit} rows",
        "请按乡镇拆分后分别导入",
        "Split it by township",
    )
    TOO_MANY_CELLS = (
        "单元格过多（超过 {limit} 个）",
        "more than {limit} cells",
        "请删除多余的行列，或按乡镇拆分，或另存为 CSV",
        "Remove unused rows and columns, split it by township, or save it as CSV",
    )
    TOO_MANY_COLUMNS = (
        "列数过多（超过 {limit} 列）",
        "more than {limit} columns",
        "请删除多余的列后重新保存",
        "Remove the columns that are not needed",
    )
    OLD_WORKBOOK = (
        "这是旧版 .xls 或加密的工作簿",
        "an .xls workbook, or one with a password",
        "请去掉密码，另存为 .xlsx",
        "Remove the password and save it as .xlsx",
    )
    BROKEN_WORKBOOK = (
        "工作簿已损坏或不完整（{fault}）",
        "the workbook is damaged or cut short ({fault})",
        "请在电子表格软件中打开并另存为 .xlsx，或重新导出",
        "Open it in a spreadsheet program and save it as .xlsx, or export it again",
    )
    TOO_MUCH_MEMORY = (
        "工作簿展开后过大，已停止读取",
        "the workbook unfolds to more than can be read",
        "请删除多余的行列，或按乡镇拆分，或另存为 CSV",
        "Remove unused rows and columns, split it by township, or save it as CSV",
    )
    UNSAFE_WORKBOOK = (
        "工作簿含有不允许的内容（{fault}）",
        "the workbook holds what is not allowed in it ({fault})",
        "请在电子表格软件中另存为普通 .xlsx",
        "Save it as a plain .xlsx in a spreadsheet program",
    )
    EXTERNAL_LINKS = (
        "工作簿引用了其他文件，数值可能不是最新的",
        "the workbook takes values from other files, which may have changed",
        "请断开链接（数据 → 编辑链接 → 断开），保存后再导入",
        "Break the links (Data, Edit links) and save it",
    )
    WRONG_ENCODING = (
        "文字编码不是 {encoding}（第 {byte} 字节）",
        "not text in {encoding} (at byte {byte})",
        "请另存为“CSV UTF-8”，或用 --encoding 指明编码",
        "Save it as CSV UTF-8, or name its encoding with --encoding",
    )
    LONG_LINE = (
        "第 {row} 行过长，或引号没有闭合",
        "row {row} is too long, or a quotation mark is not closed",
        "请检查该行的引号，或另存为 .xlsx",
        "Check that row's quotation marks, or save it as .xlsx",
    )
    NO_HEADER = (
        "没有找到{layout}的表头（缺少：{missing}）",
        "no header of a {layout_en} (missing: {missing})",
        "请确认文件没有放错，表头在前 {rows} 行内",
        "Check that it is the right file and that the header is among the first {rows} rows",
    )
    SWAPPED = (
        "这是{other}，不是{layout}",
        "this is a {other_en}, not a {layout_en}",
        "请先写户表文件，再写人员表文件",
        "Name the household sheet first and the person sheet second",
    )
    COLUMN_TWICE = (
        "有两列都是“{column}”：{labels}",
        "two columns are both “{column}”: {labels}",
        "请只保留一列；按年份分列的，请用 --year 指明年度",
        "Keep one of them; where they are of different years, name the year with --year",
    )
    WRONG_UNIT = (
        "列的单位“{unit}”不能换算",
        "the column's unit “{unit}” cannot be converted",
        "请换算成 {units} 后再导入",
        "Convert it to {units}",
    )
    NO_AREAS = (
        "系统中还没有地区名称",
        "the server has no names of areas yet",
        "请先运行 ruhu area import",
        "Run `ruhu area import` first",
    )
    # of a cell
    NUMBER_TRUNCATED = (
        "号码被电子表格截断",
        "a number truncated by a spreadsheet",
        "请从原系统重新导出，并把该列设为文本格式",
        "Export it again from its source with this column as text",
    )
    ID_TRUNCATED = (
        "证件号被电子表格截断",
        "ID truncated by a spreadsheet",
        "请从原系统重新导出，并把该列设为文本格式",
        "Export it again from its source with this column as text",
    )
    BROKEN_FORMULA = ("公式出错", "a formula that failed", "请填写数值", "Enter the value")
    CONTROL_CHARACTERS = ("含有不可见的控制字符", "invisible control characters", "请重新录入", "Type it again")
    NOT_A_NUMBER = ("不是数字", "not a number", "请只填数字", "Enter a number only")
    NOT_WHOLE = ("不是整数", "not a whole number", "请填整数", "Enter a whole number")
    NOT_YES_NO = ("不是“是”或“否”", "neither yes nor no", "请填“是”或“否”", "Enter 是 or 否")
    NOT_A_DAY = (
        "不是日期",
        "not a date",
        "请按 2014-03-01 的格式填写",
        "Write it as 2014-03-01",
    )
    NOT_A_LABEL = (
        "不在代码表“{list}”中",
        "not in the list “{list_en}”",
        "请填以下之一：{labels}",
        "Enter one of: {labels}",
    )
    CODE_NUMBER = (
        "填的是代码数字，各系统的编号不同",
        "a bare code number, which other systems number differently",
        "请填文字，如“{example}”",
        "Enter the label, as {example}",
    )
    TOO_MANY_CODES = ("最多可填 {limit} 项", "at most {limit} entries", "请删去多余的", "Remove the others")
    BAD_VALUE = ("{fault}", "{fault_en}", "{advice}", "{advice_en}")
    # of a place
    UNKNOWN_PLACE = (
        "没有这个{level}",
        "no such {level_en}",
        "最接近的是：{nearest}；也可以在“村”一栏填 12 位代码",
        "The nearest are: {nearest}; a village may also be given by its code of 12 digits",
    )
    NOTHING_NEAR = (
        "没有这个{level}",
        "no such {level_en}",
        "请核对名称，或在“村”一栏填 12 位代码",
        "Check the name; a village may also be given by its code of 12 digits",
    )
    SEVERAL_PLACES = (
        "有几个同名的{level}：{found}",
        "several of this name ({level_en}): {found}",
        "请写全上级名称，或在“村”一栏填 12 位代码",
        "Name what they lie in, or give the village's code of 12 digits",
    )
    OUTSIDE = (
        "不在本服务器管辖的地区内（{area}）",
        "outside the area of this server ({area})",
        "请在管辖该地区的服务器上导入",
        "Import it on the server that covers it",
    )
    NOT_ASSIGNED = (
        "{user} 没有该地区的工作权限",
        "{user} does not work in this area",
        "请先给该用户分配地区",
        "Assign the area to this user first",
    )
    # of a row
    MISSING = ("必填项为空", "empty, and required", "请填写", "Fill it in")
    YEAR_MISSING = (
        "没有年度，无法确定是哪一年的数据",
        "no year: of which year are its values?",
        "请填“年度”，或用 --year 指明",
        "Fill in 年度, or name the year with --year",
    )
    OTHER_YEAR = (
        "年度是 {found}，而不是 --year 指明的 {year}",
        "it is of {found}, not of {year} as --year says",
        "请更正年度，或去掉 --year",
        "Correct the year, or leave --year out",
    )
    HOUSEHOLD_TWICE = (
        "同一村内同一户编号已在第 {row} 行出现",
        "the same household is in row {row} already",
        "请删除重复行；不同年度的数据请分开导入",
        "Remove one of them; import different years one by one",
    )
    NO_HOUSEHOLD = (
        "户表中没有这一户",
        "the household sheet has no such household",
        "请核对户编号和行政村，或在户表中补上这一户",
        "Check its number and village, or add it to the household sheet",
    )
    SEVERAL_HOUSEHOLDS = (
        "户表中有几户用这个编号",
        "several households of the household sheet have this number",
        "请填写行政村",
        "Fill in the village",
    )
    PERSON_TWICE = (
        "该户中同一人已在第 {row} 行出现",
        "the same person is in row {row} of this household already",
        "请删除重复行，或更正编号",
        "Remove one of them, or correct the number",
    )
    DIFFERS = (
        "与{where}第 {row} 行的“{other}”不一致",
        "row {row} of {where_en} says “{other}”",
        "请核实后改为一致",
        "Find out which holds, and make both say so",
    )
    NO_HEAD = (
        "无法确定户主",
        "the head of the household is not known",
        "请填户主姓名，或在人员表中把一人的关系填为“户主”",
        "Name the head, or give one person the relation 户主",
    )
    # of a person who is to work
    NOT_AN_AREA = (
        "不是地区代码",
        "not an area code",
        "请填 4、6、9 或 12 位代码，或填县、乡、村的名称",
        "Enter a code of 4, 6, 9 or 12 digits, or the names of county, township and village",
    )
    BAD_USERNAME = (
        "登录名不能有空格，最多 {limit} 个字",
        "a user name is one word of at most {limit} characters",
        "请更正登录名",
        "Correct the user name",
    )
    USERNAME_TAKEN = (
        "系统中这个登录名属于“{other}”",
        "on the server this user name is that of “{other}”",
        "请换一个登录名，或核对姓名",
        "Choose another user name, or check the name",
    )
    END_NEEDED = (
        "审计、督查人员须有截止日期",
        "auditors and inspectors are assigned for a limited time",
        "请填“截止日期”",
        "Fill in 截止日期",
    )
    ALREADY_OVER = ("截止日期已过", "the day is past", "请填将来的日期", "Enter a day in the future")
    SWITCHED_OFF = (
        "该用户已停用",
        "this user was switched off",
        "请先启用（ruhu user enable）",
        "Switch them on first (`ruhu user enable`)",
    )
    # of what is on the server already
    SEVERAL_ON_SERVER = (
        "系统中该村有 {count} 户用这个编号",
        "the server has {count} households of this number in the village",
        "请先在系统中更正编号",
        "Correct their numbers on the server first",
    )
    SEVERAL_PERSONS_ON_SERVER = (
        "系统中该户有 {count} 人与之相符",
        "{count} persons of this household on the server fit",
        "请先在系统中更正编号或证件号码",
        "Correct their numbers on the server first",
    )
    DELETED_ON_SERVER = (
        "系统中已删除",
        "it was deleted on the server",
        "请从表中删除该行，或先在系统中恢复",
        "Remove the row, or restore the record first",
    )
    YEAR_LOCKED = (
        "该年度已由县级锁定，系统中的值是“{on_file}”",
        "the county has locked this year; on file is “{on_file}”",
        "要更改，请在系统中提交更正申请；不改，请从表中去掉该户这一年度的数据",
        "Ask for an amendment, or leave the household's year out of the sheet",
    )
    REFUSED = ("未被接受：{fault}", "not accepted: {fault_en}", "请更正后重新导入", "Correct it and import again")

    def __init__(self, zh: str, en: str, remedy_zh: str, remedy_en: str) -> None:
        """Take the problem and the remedy in both languages."""
        self.problem = Label(zh, en)
        self.remedy = Label(remedy_zh, remedy_en)


class ExchangeError(Exception):
    """What the exchange of sheets raises; `wrong` and `facts` say what is wrong."""

    def __init__(self, wrong: Wrong, **facts: object) -> None:
        """Take the kind of fault and what is filled into its sentences."""
        super().__init__(wrong.name)
        self.wrong = wrong
        self.facts = facts


class Unusable(ExchangeError):
    """Nothing of a file can be used."""


class BadCell(ExchangeError):
    """A cell does not stand for a value of its column."""


class Place(NamedTuple):
    """Where a fault is.

    Attributes:
        row: as the spreadsheet shows it, from 1.
        column: the label as the layout has it.
    """

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""


class Fault(NamedTuple):
    """One fault: where it is, the value that is wrong (shortened), and the kind of fault with its facts."""

    place: Place
    wrong: Wrong
    value: str = ""
    facts: Mapping[str, object] = {}

    @property
    def problem(self) -> Label:
        """What is wrong."""
        return _filled(self.wrong.problem, self.facts)

    @property
    def remedy(self) -> Label:
        """What to do."""
        return _filled(self.wrong.remedy, self.facts)


@dataclass
class Faults:
    """The faults found so far: what is wrong with files, the first `KEPT` of those in rows, and how many there are."""

    of_files: list[Fault] = field(default_factory=list[Fault])
    of_rows: list[Fault] = field(default_factory=list[Fault])
    count: int = 0

    @property
    def kept(self) -> list[Fault]:
        """Return all that are kept, those of files first."""
        return [*self.of_files, *self.of_rows]

    def add(self, place: Place, error: ExchangeError, value: object = "") -> None:
        """Note a fault."""
        self.count += 1
        kept = self.of_files if place.row is None else self.of_rows
        if len(kept) < KEPT:
            kept.append(Fault(place, error.wrong, shown(str(value)), error.facts))


def shown(value: str) -> str:
    """Return a value as it may be printed: shortened, and without what a terminal would obey."""
    printable = "".join(one if one.isprintable() else "�" for one in value[:SHOWN_CHARACTERS])
    return f"{printable}…" if len(value) > SHOWN_CHARACTERS else printable


def _filled(label: Label, facts: Mapping[str, object]) -> Label:
    return Label(label.zh.format_map(facts), label.en.format_map(facts))
