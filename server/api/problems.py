"""The catalogue of problems (RFC 9457): what the API answers where it cannot do what was asked.

`docs/problems.md` is written from it: `python -m server.api.problems > docs/problems.md`.
"""

from enum import Enum
from typing import Final

from schemas.label import Label
from sync.explanations import EXPLANATIONS

_UPDATE: Final = Label("请升级客户端", "Update the client")
_RETRY: Final = Label("请稍后重试", "Try again later")


class Problem(Enum):
    """One kind of problem. Its code, the member's name in lower case, never changes.

    Attributes:
        status: HTTP status.
        title: what is wrong.
        remedy: what to do.
    """

    MALFORMED = (400, Label("请求内容不符合协议", "the request is not of the protocol's form"), _UPDATE)
    PROTOCOL_NOT_SERVED = (400, Label("协议版本不受支持", "this version of the protocol is not served"), _UPDATE)
    NOTHING_READABLE = (400, Label("没有一行可以识别", "not one line is a revision; nothing was taken in"), _UPDATE)
    BROKEN_ENCODING = (
        400,
        Label("压缩内容损坏或不完整", "the compressed body is damaged or incomplete"),
        Label("请重新发送", "Send it again"),
    )
    BODY_CUT = (
        400,
        Label("连接中断，请求不完整", "the connection was cut before the request was whole"),
        Label("请重新发送", "Send it again"),
    )
    PUBLIC_KEY_REFUSED = (400, Label("公钥格式不对", "not a P-256 public key as SPKI in base64url"), _UPDATE)
    WRONG_CREDENTIALS = (
        401,
        Label("用户名或密码错误", "the user name or the password is wrong"),
        Label("请核对后重试", "Check them and try again"),
    )
    REFRESH_REFUSED = (
        401,
        Label("续期凭证无效", "no session has this refresh token"),
        Label("请重新登录", "Sign in again"),
    )
    SESSION_EXPIRED = (
        401,
        Label("登录已过期", "the session has expired"),
        Label("请重新登录", "Sign in again"),
    )
    SESSION_REVOKED = (
        401,
        Label("登录已被作废", "the session was ended"),
        Label(
            "请重新登录；原因见 why，如为 reused，说明旧凭证被人使用过，请同时修改密码",
            "Sign in again; `why` says why: `reused` means that somebody used an old token, so change the password too",
        ),
    )
    RESET_REFUSED = (
        401,
        Label("密码重置码无效、已使用或已过期", "the code for a new password is unknown, used or expired"),
        Label("请向管理您账号的办公室索取新的重置码", "Ask the office that manages your account for a new one"),
    )
    CODE_REFUSED = (
        401,
        Label("登记码无效、已使用或已过期", "the enrolment code is unknown, used or expired"),
        Label("请向乡镇办公室索取新的登记码", "Ask the township office for a new code"),
    )
    ASSERTION_REFUSED = (
        401,
        Label("设备凭证无效", "the device's assertion does not hold"),
        Label("请重新生成凭证；设备未登记的请先登记", "Sign a new one; a device that is not enrolled enrols first"),
    )
    ASSERTION_OUT_OF_TIME = (
        401,
        Label("设备时钟偏差过大", "the device's clock is too far off"),
        Label("请按 server_time 校正后重试", "Correct the clock by server_time and try again"),
    )
    TOKEN_REFUSED = (
        401,
        Label("登录凭证缺失或已过期", "the access token is missing or has expired"),
        Label("请重新登录", "Sign in again"),
    )
    OUTSIDE_SCOPE = (
        403,
        Label("该地区不在您的权限范围内", "this area is outside your scope"),
        Label("请联系乡镇办公室调整分工", "Ask the township office for an assignment"),
    )
    DEVICE_NEEDED = (
        403,
        Label("此接口只供已登记的设备使用", "only enrolled devices may do this"),
        Label("请在已登记的设备上同步", "Sync from an enrolled device"),
    )
    PERSON_NEEDED = (
        403,
        Label("此接口只供个人账号使用", "only people may do this"),
        Label("请用个人账号登录", "Sign in as a person"),
    )
    NOT_PERMITTED = (
        403,
        Label("您的角色不能办理此事", "your role does not permit this"),
        Label("请由有此权限的人员办理，所需角色见 capacities", "Ask somebody who acts in one of `capacities`"),
    )
    BEYOND_AUTHORITY = (
        403,
        Label("所涉角色超出您的管理权限", "these roles are beyond what you may give or manage"),
        Label("请由上级办公室办理", "Ask the office above yours"),
    )
    NOT_FOUND = (404, Label("地址不存在", "there is nothing at this address"), Label("请核对地址", "Check the address"))
    RECORD_NOT_FOUND = (
        404,
        Label("记录不存在或不在权限范围内", "there is no such record, or it is outside your scope"),
        Label("请核对地区、类别和编号", "Check area, type and record"),
    )
    VERSION_NOT_FOUND = (
        404,
        Label("这条记录没有这个版本", "the record has no such version"),
        Label("请从历史中选择版本", "Take one from its history"),
    )
    UNKNOWN_USER = (
        404,
        Label("没有这个用户", "there is no user of this name or id"),
        Label("请核对用户名或编号", "Check the user name or id"),
    )
    UNKNOWN_ASSIGNMENT = (
        404,
        Label("没有这项分工，或已结束", "there is no such assignment, or it is over"),
        Label("请核对地区和编号", "Check area and record"),
    )
    UNKNOWN_DEVICE = (
        404,
        Label("没有这台平板", "there is no such tablet"),
        Label("请核对设备编号", "Check the device's id"),
    )
    METHOD_NOT_ALLOWED = (
        405,
        Label("该地址不支持此方法", "this address does not know the method"),
        Label("请核对接口文档", "See the documentation of the API"),
    )
    USERNAME_TAKEN = (
        409,
        Label("用户名已被使用", "the user name is taken"),
        Label("请换一个用户名", "Choose another one"),
    )
    NOT_HOME = (
        409,
        Label("该地区由另一台服务器裁定", "another server judges this area"),
        Label("请在 home 所指的服务器上办理", "Do it on the server that `home` names"),
    )
    OWN_WORK = (
        409,
        Label("不能复核自己采集的内容", "nobody reviews what they wrote themselves"),
        Label("请由其他负责人办理", "Ask another person who is responsible"),
    )
    USER_DISABLED = (
        409,
        Label("该用户已停用", "this user was switched off"),
        Label("请先启用，或换一个用户", "Switch them on first, or name somebody else"),
    )
    DEVICE_REVOKED = (
        409,
        Label("该平板已吊销", "this tablet was revoked"),
        Label("请用新的登记码重新登记", "Enrol it anew with a new code"),
    )
    BEYOND_DEVICE = (
        409,
        Label("人员的分工超出平板的登记地区", "somebody has assignments beyond where the tablet is enrolled"),
        Label("请为该人员签发登记码，重新登记平板", "Issue a code for them, and enrol the tablet anew"),
    )
    SAME_SUCCESSOR = (
        409,
        Label("移交人与接手人是同一人", "the successor is the predecessor"),
        Label("请选择另一人", "Name somebody else"),
    )
    HEADS_MOVED = (
        409,
        Label("该记录已被他人修改", "the record was written meanwhile"),
        Label("请按 heads 所指的最新版本核对后重试", "Look at the record as it is now (`heads`), then try again"),
    )
    YEAR_LOCKED = (
        409,
        Label("该年度已由县级锁定", "the county has locked this year"),
        Label(
            "请向 ask_at 提交更正申请，内容见 amendment",
            "Ask for an amendment at `ask_at`, with what `amendment` says, `set` and `request`",
        ),
    )
    NO_ASSIGNMENT = (
        409,
        Label("人员没有分工，或分工不在同一城市", "somebody has no assignment, or theirs lie in no common city"),
        Label("请先分配地区", "Assign an area first"),
    )
    TOO_LARGE = (
        413,
        Label("请求超过上限", "the request exceeds a cap"),
        Label("请分批发送", "Send it in smaller parts"),
    )
    UNKNOWN_ENCODING = (
        415,
        Label("不支持的压缩方式", "a content coding that is not understood"),
        Label("请使用 gzip 或 zstd，或不压缩", "Use gzip or zstd, or none"),
    )
    REJECTED = (
        422,
        Label("有字段不能接受", "some fields cannot be accepted"),
        Label("请按各字段的说明改正", "Mend them as said for each"),
    )
    EVENT_REFUSED = (
        422,
        Label("该事项不能这样办理", "the event cannot be entered like this"),
        Label("请按各字段的说明改正，未写入任何内容", "Mend it as said for each field; nothing was written"),
    )
    INVALID_REQUEST = (
        422,
        Label("请求参数不对", "the request's parameters are not of the form that is asked for"),
        Label("请核对接口文档", "See the documentation of the API"),
    )
    UNKNOWN_PARENTS = (
        422,
        Label("所依据的版本不属于该记录", "the record has no such revisions"),
        Label("请重新读取该记录后再修改", "Read the record again, then edit it"),
    )
    PASSWORD_TOO_SHORT = (
        422,
        Label("密码过短", "the password is too short"),
        Label("请使用更长的密码", "Choose a longer one"),
    )
    GRANT_REFUSED = (
        422,
        Label("业务角色与同步角色不符", "a finer role does not go with the role"),
        Label("请从可用的业务角色中选择", "Choose among those that go with it"),
    )
    END_NEEDED = (
        422,
        Label("审计、督查分工须有截止时间", "auditors and inspectors are assigned for a limited time"),
        Label("请填写截止时间", "Say until when"),
    )
    PERIOD_REFUSED = (
        422,
        Label("截止时间过早", "the end is too early"),
        Label("请填写更晚的时间", "Give a later time"),
    )
    ACCOUNT_LOCKED = (
        429,
        Label("密码错误次数过多，账号已临时锁定", "too many wrong passwords; the account is locked for a while"),
        Label(
            "请在 retry_after 秒后再试，或请管理您账号的办公室解锁",
            "Try again after `retry_after` seconds, or ask the office that manages your account to unlock it",
        ),
    )
    TOO_MANY_REQUESTS = (
        429,
        Label("请求过于频繁", "too many requests"),
        Label("请在 retry_after 秒后再试", "Try again after `retry_after` seconds"),
    )
    TOO_MANY_ATTEMPTS = (429, Label("失败次数过多", "too many failures"), Label("请稍候再试", "Wait, then try again"))
    INTERNAL = (500, Label("服务器内部错误", "the server failed"), _RETRY)
    UPSTREAM_REFUSED = (
        502,
        Label("上级服务器拒绝了请求", "the upstream server refused"),
        Label("请联系管理员", "Ask the administrator"),
    )
    UPSTREAM_INCONSISTENT = (
        502,
        Label("上级服务器的数据前后矛盾", "what the upstream server sent contradicts itself"),
        Label("请联系管理员", "Ask the administrator"),
    )
    UPSTREAM_UNREACHABLE = (502, Label("与上级服务器的连接中断", "the line to the upstream server broke"), _RETRY)
    STORE_UNAVAILABLE = (503, Label("数据库暂时不可用", "the database is not available now"), _RETRY)
    NOT_READY = (
        503,
        Label("服务器暂不能接收数据", "the server cannot take in anything now"),
        Label("请运行 ruhu doctor 查明原因", "Run `ruhu doctor` on the server to see why"),
    )

    def __init__(self, status: int, title: Label, remedy: Label) -> None:
        """Take a member's parts."""
        self.status = status
        self.title = title
        self.remedy = remedy

    @property
    def code(self) -> str:
        """The stable code."""
        return self.name.lower()

    @property
    def type(self) -> str:
        """The URI that names the kind of problem."""
        return f"urn:ruhu:problem:{self.code}"


def document() -> str:
    """Return the catalogue, and what may become of a pushed revision, as a page in Markdown."""
    problems = [
        f"| `{one.code}` | {one.status} | {one.title.zh} | {one.title.en} | {one.remedy.zh} | {one.remedy.en} |"
        for one in Problem
    ]
    reasons = [
        f"| `{reason}` | {said.problem.zh} | {said.problem.en} | {said.remedy.zh} | {said.remedy.en} |"
        for reason, said in EXPLANATIONS.items()
    ]
    return "\n".join([_PROBLEMS, *problems, _REASONS, *reasons, ""])


_PROBLEMS: Final = """# Problems
What the API answers where it cannot do what was asked: JSON of the media type `application/problem+json` (RFC 9457).
`type` is `urn:ruhu:problem:<code>`, `title` and `remedy` are Chinese, `title_en` and `remedy_en` English, `detail` says
what was wrong this time, for those who look for the cause. Some problems carry more, such as the cap that was exceeded.
A 4xx took nothing in; a 5xx says nothing about what was done, and repeating the request is safe.

This page is written from the catalogue: `python -m server.api.problems > docs/problems.md`.

| code | status | 问题 | problem | 处理 | remedy |
| --- | --- | --- | --- | --- | --- |"""

_REASONS: Final = """
## Reasons of outcomes
Why a pushed revision was not simply accepted (`reason` of its outcome).

| reason | 原因 | reason | 处理 | remedy |
| --- | --- | --- | --- | --- |"""

if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 -- the page is what this module is run for
