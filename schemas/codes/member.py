"""Code lists of a member: identity, kinship, schooling, health, labour."""

from schemas.codes.codelist import Code, CodeList
from schemas.label import Label

SEX = CodeList(
    "sex",
    Label("性别（GB/T 2261.1）", "sex (GB/T 2261.1)"),
    Code("0", Label("未知的性别", "unknown")),
    Code("1", Label("男性", "male")),
    Code("2", Label("女性", "female")),
    Code("9", Label("未说明的性别", "not stated")),
)

ID_TYPE = CodeList(
    "id_type",
    Label("证件类型", "type of certificate"),
    Code("1", Label("居民身份证/户口簿", "identity card or household register")),
    Code("2", Label("残疾人证", "disability certificate")),
)

RELATION = CodeList(
    "relation",
    Label("与户主关系", "relation to the head"),
    Code("01", Label("户主", "head")),
    Code("02", Label("配偶", "spouse")),
    Code("03", Label("之子", "son")),
    Code("04", Label("之女", "daughter")),
    Code("05", Label("之儿媳", "son's wife")),
    Code("06", Label("之女婿", "daughter's husband")),
    Code("07", Label("之孙子", "son's son")),
    Code("08", Label("之孙女", "son's daughter")),
    Code("09", Label("之外孙子", "daughter's son")),
    Code("10", Label("之外孙女", "daughter's daughter")),
    Code("11", Label("之父", "father")),
    Code("12", Label("之母", "mother")),
    Code("13", Label("之岳父", "wife's father")),
    Code("14", Label("之岳母", "wife's mother")),
    Code("15", Label("之公公", "husband's father")),
    Code("16", Label("之婆婆", "husband's mother")),
    Code("17", Label("之祖父", "father's father")),
    Code("18", Label("之祖母", "father's mother")),
    Code("19", Label("之外祖父", "mother's father")),
    Code("20", Label("之外祖母", "mother's mother")),
    # Lists of later years have these too; they number them differently, so these numbers are our own.
    Code("21", Label("之兄弟姐妹", "sibling"), since=3),
    Code("22", Label("之兄弟媳妇", "brother's wife"), since=3),
    Code("23", Label("之叔伯", "father's brother"), since=3),
    Code("24", Label("之侄儿", "brother's son"), since=3),
    Code("25", Label("之侄女", "brother's daughter"), since=3),
    Code("26", Label("之曾孙子", "great-grandson"), since=3),
    Code("27", Label("之曾孙女", "great-granddaughter"), since=3),
    Code("99", Label("其他", "other")),
)

CHANGE_CODE = CodeList(
    "change_code",
    Label("人员变更", "change of membership"),
    Code("01", Label("死亡", "died")),
    Code("02", Label("嫁出", "married out")),
    Code("03", Label("出国定居", "settled abroad")),
    Code("04", Label("判刑收监", "imprisoned")),
    Code("05", Label("嫁入", "married in")),
    Code("06", Label("新生儿", "born")),
    Code("07", Label("其他转入", "moved in otherwise")),
    Code("08", Label("其他转出", "moved out otherwise")),
)

EDUCATION = CodeList(
    "education",
    Label("文化程度", "education"),
    Code("01", Label("文盲或半文盲", "illiterate or semi-literate")),
    Code("02", Label("小学", "primary school")),
    Code("03", Label("初中", "junior secondary school")),
    Code("04", Label("高中", "senior secondary school")),
    Code("05", Label("大专及以上", "college and above")),
    Code("06", Label("学龄前儿童", "child below school age")),
    Code("07", Label("本科及以上", "university degree"), since=3),  # where a list tells it from 05
)

SCHOOL_STATUS = CodeList(
    "school_status",
    Label("在校生状况", "school attendance"),
    Code("01", Label("非在校生", "not at school")),
    Code("02", Label("学前教育", "pre-school")),
    Code("03", Label("小学", "primary school")),
    Code("04", Label("七年级", "grade 7")),
    Code("05", Label("八年级", "grade 8")),
    Code("06", Label("九年级", "grade 9")),
    Code("07", Label("高中一年级", "senior secondary, year 1")),
    Code("08", Label("高中二年级", "senior secondary, year 2")),
    Code("09", Label("高中三年级", "senior secondary, year 3")),
    Code("10", Label("中职一年级", "secondary vocational, year 1")),
    Code("11", Label("中职二年级", "secondary vocational, year 2")),
    Code("12", Label("中职三年级", "secondary vocational, year 3")),
    Code("13", Label("高职一年级", "higher vocational, year 1")),
    Code("14", Label("高职二年级", "higher vocational, year 2")),
    Code("15", Label("高职三年级", "higher vocational, year 3")),
    Code("16", Label("大专及以上", "college and above")),
)

DROPOUT_REASON = CodeList(
    "dropout_reason",
    Label("失学或辍学原因", "reason for leaving school"),
    Code("01", Label("因病", "illness")),
    Code("02", Label("因残", "disability")),
    Code("03", Label("因贫", "poverty")),
    Code("04", Label("厌学", "aversion to school")),
    Code("99", Label("其他", "other")),
)

HEALTH = CodeList(
    "health",
    Label("健康状况", "health"),
    Code("01", Label("健康", "healthy")),
    Code("02", Label("长期慢性病", "chronic illness")),
    Code("03", Label("大病", "serious illness")),
    Code("04", Label("残疾", "disabled")),
)

LABOUR = CodeList(
    "labour",
    Label("劳动技能", "capacity for work"),
    Code("01", Label("普通劳动力", "ordinary worker")),
    Code("02", Label("技能劳动力", "skilled worker")),
    Code("03", Label("丧失劳动力", "lost the capacity for work")),
    Code("04", Label("无劳动力", "without capacity for work")),
    Code("05", Label("弱劳动力或半劳动力", "weak or partial worker"), since=2),
)

WORK_PLACE = CodeList(
    "work_place",
    Label("务工地区", "place of work"),
    Code("01", Label("乡镇内", "in the township")),
    Code("02", Label("乡外县内", "in the county, outside the township")),
    Code("03", Label("县外省内", "in the province, outside the county")),
    Code("04", Label("省外", "outside the province")),
    Code("99", Label("其他", "other")),
)

PUBLIC_POST = CodeList(
    "public_post",
    Label("公益性岗位", "public-welfare post"),
    Code("01", Label("护林员", "forest guard")),
    Code("02", Label("保洁员", "cleaner")),
    Code("99", Label("其他", "other")),
)

DIBAO_CLASS = CodeList(
    "dibao_class",
    Label("低保类别", "dibao class"),
    Code("A", Label("A类", "class A")),
    Code("B", Label("B类", "class B")),
    Code("C", Label("C类", "class C")),
)

DISABILITY_TYPE = CodeList(
    "disability_type",
    Label("残疾类别", "type of disability"),
    Code("1", Label("视力", "sight")),
    Code("2", Label("听力", "hearing")),
    Code("3", Label("言语", "speech")),
    Code("4", Label("肢体", "limbs")),
    Code("5", Label("智力", "intellect")),
    Code("6", Label("精神", "mind")),
    Code("7", Label("多重", "multiple")),
)

DISABILITY_GRADE = CodeList(
    "disability_grade",
    Label("残疾等级", "grade of disability"),
    Code("1", Label("一级（最重）", "grade 1 (most severe)")),
    Code("2", Label("二级", "grade 2")),
    Code("3", Label("三级", "grade 3")),
    Code("4", Label("四级", "grade 4")),
)

MEMBER_LISTS = (
    SEX,
    ID_TYPE,
    RELATION,
    CHANGE_CODE,
    EDUCATION,
    SCHOOL_STATUS,
    DROPOUT_REASON,
    HEALTH,
    LABOUR,
    WORK_PLACE,
    PUBLIC_POST,
    DIBAO_CLASS,
    DISABILITY_TYPE,
    DISABILITY_GRADE,
)
