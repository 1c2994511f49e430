"""Code lists of help: who helps, by what, through which department, and in which project."""

from schemas.codes.codelist import Code, CodeList, codes
from schemas.label import Label

UNIT_LEVEL = CodeList(
    "unit_level",
    Label("单位隶属关系", "level of the unit"),
    *codes(
        3,
        central=("中央", "central"),
        province=("省", "province"),
        city=("市", "city"),
        county=("县", "county"),
        township=("乡", "township"),
        army=("部队", "army"),
        other=("其他", "other"),
    ),
)

POLITICAL = CodeList(
    "political",
    Label("政治面貌（GB/T 4762）", "political status (GB/T 4762)"),
    Code("01", Label("中共党员", "member of the Communist Party"), since=3),
    Code("02", Label("中共预备党员", "probationary member of the Communist Party"), since=3),
    Code("03", Label("共青团员", "member of the Youth League"), since=3),
    Code("04", Label("民革党员", "member of the Revolutionary Committee of the Kuomintang"), since=3),
    Code("05", Label("民盟盟员", "member of the Democratic League"), since=3),
    Code("06", Label("民建会员", "member of the National Construction Association"), since=3),
    Code("07", Label("民进会员", "member of the Association for Promoting Democracy"), since=3),
    Code("08", Label("农工党党员", "member of the Peasants' and Workers' Party"), since=3),
    Code("09", Label("致公党党员", "member of the Zhi Gong Party"), since=3),
    Code("10", Label("九三学社社员", "member of the Jiusan Society"), since=3),
    Code("11", Label("台盟盟员", "member of the Taiwan League"), since=3),
    Code("12", Label("无党派人士", "public figure without a party"), since=3),
    Code("13", Label("群众", "none of these"), since=3),
)

DEPARTMENT = CodeList(
    "department",
    Label("部门", "department"),
    *codes(
        3,
        poverty_relief=("扶贫", "poverty relief"),
        civil_affairs=("民政", "civil affairs"),
        human_resources=("人社", "human resources and social security"),
        education=("教育", "education"),
        health=("卫计", "health"),
        housing=("住建", "housing"),
        disability=("残联", "federation of the disabled"),
        forestry=("林业", "forestry"),
        finance=("财政", "finance"),
        agriculture=("农业", "agriculture"),
        water=("水利", "water"),
        transport=("交通", "transport"),
        power=("电力", "power supply"),
        commerce=("商务", "commerce"),
        tourism=("旅游", "tourism"),
        science=("科技", "science and technology"),
        culture=("文化", "culture"),
        bank=("金融", "banks"),
        public_security=("公安", "public security"),
        other=("其他", "other"),
    ),
)

MEASURE_KIND = CodeList(
    "measure_kind",
    Label("帮扶措施类别", "kind of help measure"),
    *codes(
        3,
        industry=("产业", "industry"),
        ecommerce=("电商", "online trade"),
        solar=("光伏", "solar power"),
        tourism=("旅游", "tourism"),
        tech=("科技", "technology"),
        job=("就业", "employment"),
        public_post=("公益岗", "public-welfare post"),
        training=("培训", "training"),
        startup_loan=("创业担保贷款", "start-up loan"),
        eco=("生态", "ecology"),
        microcredit=("扶贫小额信贷", "microcredit"),
        health=("健康", "health"),
        education=("教育", "education"),
        disability=("助残", "help for the disabled"),
        housing=("危房改造", "renovation of a dangerous house"),
        water=("饮水安全", "safe water"),
        power=("用电", "electricity"),
        sanitation=("改厕环卫", "sanitation"),
        dibao=("低保", "dibao"),
        tekun=("特困供养", "support of the destitute"),
        asset_income=("资产收益", "income from assets"),
        other=("其他", "other"),
    ),
)

PROJECT_STATUS = CodeList(
    "project_status",
    Label("项目状态", "status of a project"),
    *codes(
        3,
        listed=("库内", "in the library"),
        approved=("立项", "approved"),
        implementing=("实施", "under way"),
        accepted=("验收", "accepted"),
        published=("公示", "published"),
    ),
)

HELP_LISTS = (UNIT_LEVEL, POLITICAL, DEPARTMENT, MEASURE_KIND, PROJECT_STATUS)
