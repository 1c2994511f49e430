"""Code lists of the work itself: flags, confirmations and amendments with their states, roles, devices."""

from schemas.codes.codelist import Code, CodeList, codes
from schemas.label import Label

SEVERITY = CodeList(
    "severity",
    Label("疑点级别", "severity"),
    *codes(E=("错误", "error"), W=("警告", "warning"), I=("提示", "information")),
)

_DECISIONS = codes(
    assigned=("已交办", "assigned"),
    explained=("已说明", "explained"),
    corrected=("已更正", "corrected"),
    revisit=("待复核入户", "to be re-visited"),
    disputed=("有异议", "disputed"),
    confirmed_problem=("属实", "confirmed as a problem"),
    accepted=("已认可", "accepted"),
    false_positive=("误报", "false positive"),
    returned=("已退回", "returned"),
    expired=("超期", "overdue"),
)

DECISION_STATE = CodeList("decision_state", Label("处理结果", "decision on a flag"), *_DECISIONS)

FLAG_STATE = CodeList(
    "flag_state",
    Label("疑点状态", "state of a flag"),
    Code("open", Label("待处理", "open")),
    *_DECISIONS,
    Code("resolved_auto", Label("自动消除", "resolved by new data")),
)
"""What is shown: computed from the finding and the decision, never stored."""

_CONFIRMATIONS = codes(
    3,
    village_confirmed=("村级已确认", "confirmed by the village"),
    township_confirmed=("乡镇已确认", "confirmed by the township"),
    county_locked=("县级已锁定", "locked by the county"),
    amended=("锁定后已更正", "amended after the lock"),
)

CONFIRMATION = CodeList("confirmation", Label("确认", "confirmation of a household's year"), *_CONFIRMATIONS)

CONFIRMATION_STATE = CodeList(
    "confirmation_state",
    Label("核实进度", "how far a household's year is confirmed"),
    *codes(3, draft=("草稿", "draft"), submitted=("已上报", "submitted"), checked=("已核查", "checked")),
    *_CONFIRMATIONS,
)
"""What is shown: computed from the confirmation and what it confirmed, never stored."""

AMENDMENT_STATE = CodeList(
    "amendment_state",
    Label("更正状态", "state of an amendment"),
    *codes(
        3,
        requested=("已申请", "requested"),
        approved=("已批准", "approved"),
        declined=("未批准", "declined"),
        applied=("已更正", "applied"),
    ),
)

LOCKED_TYPE = CodeList(
    "locked_type",
    Label("随年度锁定的记录", "record that a lock covers"),
    *codes(3, household_year=("户年度", "household's year"), member_year=("成员年度", "member's year")),
)

ROLE = CodeList(
    "role",
    Label("同步角色", "sync role"),
    *codes(
        collector=("采集员", "collector"),
        township=("乡镇", "township office"),
        supervisor=("督查", "supervisor"),
        admin=("管理员", "administrator"),
        relay=("中继服务器", "relay"),
    ),
)

GRANT = CodeList(
    "grant",
    Label("业务角色", "finer role"),
    *codes(
        helper=("帮扶责任人", "helper"),
        first_secretary=("驻村第一书记", "first secretary"),
        team_member=("驻村工作队员", "resident team member"),
        village_group=("村级脱贫责任组", "village responsibility group"),
        village_head=("村支部书记、村委主任", "village head"),
        township=("乡镇", "township office"),
        county_office=("县（市）区扶贫办", "county office"),
        department=("行业部门", "department"),
        city_office=("市扶贫办", "city office"),
        inspector=("市级督查巡查组", "inspector"),
        auditor=("审计、纪检", "auditor"),
        admin=("系统管理员", "administrator"),
    ),
)

DEVICE_KIND = CodeList(
    "device_kind",
    Label("设备类别", "kind of device"),
    *codes(tablet=("平板", "tablet"), server=("服务器", "server")),
)

ADMINISTRATION_LISTS = (
    SEVERITY,
    DECISION_STATE,
    FLAG_STATE,
    CONFIRMATION,
    CONFIRMATION_STATE,
    AMENDMENT_STATE,
    LOCKED_TYPE,
    ROLE,
    GRANT,
    DEVICE_KIND,
)
