"""Code lists of the programme's procedures: identification, exit, and the notices that both need."""

from schemas.codes.codelist import CodeList, codes
from schemas.label import Label

IDENTIFICATION_KIND = CodeList(
    "identification_kind",
    Label("识别类别", "kind of identification"),
    *codes(3, new=("新识别", "new"), relapse=("返贫", "relapse")),
)

IDENTIFICATION_STATE = CodeList(
    "identification_state",
    Label("识别状态", "state of an identification"),
    *codes(
        3,
        applied=("农户申请", "applied for"),
        democratic_review=("民主评议", "democratic review"),
        village_verify=("村委会核实", "verification by the village"),
        notice_1=("第一次公示", "first notice"),
        township_review=("乡镇审核", "review by the township"),
        notice_2=("第二次公示", "second notice"),
        county_review=("县复审", "review by the county"),
        announced=("公告", "announced"),
        registered=("录入系统", "registered"),
        objection=("有异议", "objection raised"),
        rejected=("不予识别", "rejected"),
    ),
)

EXIT_STATE = CodeList(
    "exit_state",
    Label("退出状态", "state of a household's exit"),
    *codes(
        3,
        pre_exit=("预脱贫", "exit planned"),
        candidate=("初选", "candidate"),
        democratic_review=("民主评议", "democratic review"),
        joint_verify=("入户核实", "joint verification"),
        consented=("农户认可", "accepted by the household"),
        notice=("村内公示", "notice in the village"),
        township_reported=("乡镇上报", "reported by the township"),
        county_approved=("县批准", "approved by the county"),
        announced=("公告退出", "announced"),
        delisted=("销号", "delisted"),
        follow_up=("跟踪监测", "followed up"),
        relapsed=("返贫", "relapsed"),
        objection=("有异议", "objection raised"),
        returned=("退回", "returned"),
        rejected=("不予退出", "rejected"),
    ),
)

VILLAGE_EXIT_STATE = CodeList(
    "village_exit_state",
    Label("贫困村退出状态", "state of a village's exit"),
    *codes(
        3,
        proposed=("提出退出", "proposed"),
        verified=("核实达标", "verified"),
        notice=("乡镇公示", "notice in the township"),
        announced=("公告退出", "announced"),
        objection=("有异议", "objection raised"),
        rejected=("不予退出", "rejected"),
    ),
)

NOTICE_KIND = CodeList(
    "notice_kind",
    Label("公示类别", "kind of notice"),
    *codes(
        3,
        identification_1=("识别第一次公示", "first notice of an identification"),
        identification_2=("识别第二次公示", "second notice of an identification"),
        identification_announcement=("识别公告", "announcement of an identification"),
        exit=("贫困户退出公示", "notice of households' exit"),
        exit_announcement=("贫困户退出公告", "announcement of households' exit"),
        village_exit=("贫困村退出公示", "notice of a village's exit"),
        village_exit_announcement=("贫困村退出公告", "announcement of a village's exit"),
        project=("项目公示", "projects"),
        fund=("资金公示", "use of funds"),
        other=("其他", "other"),
    ),
)

NOTICE_STATE = CodeList(
    "notice_state",
    Label("公示状态", "state of a notice"),
    *codes(
        3,
        drafted=("拟稿", "drafted"),
        posted=("公示中", "posted"),
        objected=("有异议", "objection raised"),
        closed=("期满无异议", "closed"),
        withdrawn=("已撤回", "withdrawn"),
    ),
)

PROCEDURE_LISTS = (
    IDENTIFICATION_KIND,
    IDENTIFICATION_STATE,
    EXIT_STATE,
    VILLAGE_EXIT_STATE,
    NOTICE_KIND,
    NOTICE_STATE,
)
