"""Code lists of the work itself: flags and their states, roles, devices."""

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

ADMINISTRATION_LISTS = (SEVERITY, DECISION_STATE, FLAG_STATE, ROLE, GRANT, DEVICE_KIND)
