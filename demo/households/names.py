"""Names of invented people: a few surnames rule each village, given names follow sex and generation."""

from random import Random

# The frequent surnames of northern Henan, the most frequent first.
SURNAMES = "王李张刘赵陈杨郭马孙宋朱许冯程秦靳申崔原毋樊韩薛牛杜范董苗侯尚"
VILLAGE_SURNAMES = 4

_MEN = {
    1955: "福贵 德顺 有才 保国 长海 金山 玉堂 守业 全喜 万林 树森 明德 振江 文忠 富生 双喜",
    1980: "建国 建军 国强 卫东 志刚 红军 永胜 新民 海涛 爱民 小军 保平 春生 军伟 长江 学军",
    2000: "伟 磊 鹏飞 晓辉 俊杰 志强 海龙 亚军 少华 超 凯 明亮 新宇 利民 振华 小波",
    2100: "浩然 子轩 宇航 梓豪 一鸣 俊熙 家豪 博文 天佑 铭泽 佳乐 晨阳 奕辰 文博 嘉诚 泽宇",
}
_WOMEN = {
    1955: "秀英 桂兰 玉梅 凤英 素珍 翠花 秀芳 玉兰 桂香 凤莲 爱莲 秀云 月娥 金花 素梅 改青",
    1980: "红梅 爱红 秀丽 小娟 海霞 春梅 玉霞 国红 利娟 素琴 爱玲 艳芳 秋香 卫红 小红 冬梅",
    2000: "丽娜 婷婷 晓燕 静 娟 敏 亚楠 艳丽 慧敏 莉莉 雪 小丽 倩 云霞 佳 晶晶",
    2100: "雨萱 梓涵 欣怡 诗涵 佳怡 思雨 若曦 一诺 梦瑶 语桐 心妍 可馨 嘉怡 艺涵 子墨 悦然",
}


def village_surnames(village: str, seed: int) -> list[str]:
    """The surnames that most of a village's families bear."""
    generator = Random(f"surnames/{village}/{seed}")
    return sorted({any_surname(generator) for _ in range(VILLAGE_SURNAMES)})


def family_surname(village: list[str], generator: Random) -> str:
    """The surname of a family: nearly always one of the village's."""
    return generator.choice(village) if generator.random() < 0.85 else any_surname(generator)


def given_name(born: int, generator: Random, *, male: bool) -> str:
    """A given name in the fashion of the year of birth."""
    fashions = _MEN if male else _WOMEN
    fashion = next(until for until in fashions if born < until)
    return generator.choice(fashions[fashion].split())


def any_surname(generator: Random) -> str:
    """A surname from anywhere, as somebody bears it who married into the village."""
    return SURNAMES[min(int(generator.expovariate(0.12)), len(SURNAMES) - 1)]
