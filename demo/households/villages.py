"""Which village of Jiaozuo stands for which commune of the survey.

Rural communes go to villages (村民委员会), urban ones to neighbourhoods (居民委员会), up to five of a kind in one
township, so that a township has several to look after. The choice is random, and the same for the same seed.
"""

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from random import Random

from demo.households.survey import SurveyRow

AREAS = Path(__file__).parents[2] / "data" / "areas" / "jiaozuo.csv"
PER_TOWNSHIP = 5


def assign_villages(rows: Iterable[SurveyRow], seed: int) -> dict[int, str]:
    """Map each commune to the 12-digit code of a village of its own."""
    communes = {row.commune: row.urban for row in rows}
    generator = Random(f"villages/{seed}")
    assigned: dict[int, str] = {}
    for urban, suffix in ((False, "村民委员会"), (True, "居民委员会")):
        wanted = sorted(commune for commune, is_urban in communes.items() if is_urban == urban)
        assigned |= zip(wanted, _draw(suffix, len(wanted), generator), strict=True)
    return assigned


def _draw(suffix: str, count: int, generator: Random) -> list[str]:
    with AREAS.open(encoding="utf-8", newline="") as source:
        villages = [row for row in csv.DictReader(source) if row["level"] == "village" and row["name"].endswith(suffix)]
    townships = [[row["code"] for row in group] for _, group in groupby(villages, key=lambda row: row["parent"])]
    generator.shuffle(townships)
    drawn: list[str] = []
    for codes in townships:
        drawn += generator.sample(codes, min(len(codes), PER_TOWNSHIP, count - len(drawn)))
    return drawn
