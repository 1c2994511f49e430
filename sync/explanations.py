"""What people read about a revision that was not simply accepted: why, and what to do, in Chinese and English."""

from collections.abc import Mapping
from typing import Final

from schemas.label import Label
from schemas.messages import Message
from sync.outcome import Reason

EXPLANATIONS: Final[Mapping[Reason, Message]] = {
    Reason.MALFORMED: Message(
        Label("内容无法识别", "it cannot be read as a revision"),
        Label("请升级平板应用后重新录入", "Update the tablet's app and enter it again"),
    ),
    Reason.TOO_LARGE: Message(
        Label("一次修改的内容过大", "one edit holds too much"),
        Label("请分几次录入", "Enter it in several steps"),
    ),
    Reason.UNSEALED: Message(
        Label("没有设备签章", "no seal covers it"),
        Label("请升级平板应用后重新同步", "Update the tablet's app and sync again"),
    ),
    Reason.SEAL_BROKEN: Message(
        Label("设备签章不符", "the seal over it does not hold"),
        Label("请重新同步；如仍出错请联系乡镇办公室", "Sync again; if it fails again, ask the township office"),
    ),
    Reason.UNKNOWN_DEVICE: Message(
        Label("签章的设备未登记", "the device that sealed it is not enrolled"),
        Label("请联系乡镇办公室登记设备", "Ask the township office to enrol the device"),
    ),
    Reason.OUTSIDE_SCOPE: Message(
        Label("从未分工到这一地区工作", "its author was never assigned to work in this area"),
        Label("请核对所选地区", "Check the area chosen"),
    ),
    Reason.BEYOND_AUTHORITY: Message(
        Label("这台设备不能代表该人员", "this device cannot speak for its author"),
        Label("请在该人员所属单位的服务器上办理", "Do it on the server of the author's own office"),
    ),
    Reason.SERVER_ONLY: Message(
        Label("这类记录由服务器建立", "only a server creates records of this type"),
        Label("请升级平板应用", "Update the tablet's app"),
    ),
    Reason.PARENT_OF_OTHER_RECORD: Message(
        Label("所依据的版本属于另一条记录", "it builds on a revision of another record"),
        Label("请在最新数据上重新录入", "Enter it again on the present data"),
    ),
    Reason.PARENT_REFUSED: Message(
        Label("所依据的版本未被接受", "it builds on a revision that was refused"),
        Label("请在最新数据上重新录入", "Enter it again on the present data"),
    ),
    Reason.HISTORY_FULL: Message(
        Label("这条记录的修改次数已到上限", "this record has as many revisions as a record may have"),
        Label("请联系乡镇办公室", "Ask the township office"),
    ),
    Reason.PARENT_QUARANTINED: Message(
        Label("所依据的版本正等待核准", "it builds on a revision that waits for approval"),
        Label("请等待核准", "Wait for the approval"),
    ),
    Reason.DEVICE_REVOKED: Message(
        Label("设备已停用，数据已留存待核准", "the device was revoked; the data is kept and waits for approval"),
        Label("请联系乡镇办公室", "Ask the township office"),
    ),
    Reason.DEVICE_EXPIRED: Message(
        Label("设备登记已过期，数据已留存待核准", "the enrolment has expired; the data is kept and waits for approval"),
        Label("请联系乡镇办公室续期", "Ask the township office to renew it"),
    ),
    Reason.UNKNOWN_ACTOR: Message(
        Label(
            "录入人未在此设备登记，数据已留存待核准",
            "its author is not enrolled here; it is kept and waits for approval",
        ),
        Label("请联系乡镇办公室", "Ask the township office"),
    ),
    Reason.SCOPE_LOST: Message(
        Label("分工已变更，数据已留存待核准", "the assignment has ended; the data is kept and waits for approval"),
        Label("请联系乡镇办公室", "Ask the township office"),
    ),
    Reason.PARENT_MISSING: Message(
        Label("所依据的版本尚未到达", "a revision that it builds on has not arrived yet"),
        Label("请等待其他设备同步", "Wait until the other devices have synced"),
    ),
    Reason.UNJUDGED: Message(
        Label("等待归属服务器裁定", "it waits for the area's own server to judge it"),
        Label("无需处理", "Nothing is to be done"),
    ),
}
"""One for each reason."""
