"""The land that a household works and the house that it lives in; all drawn, from its size, farm and village."""

from dataclasses import dataclass
from random import Random

from demo.households.survey import SurveyRow

# Counties with hills and forest in the north of the city: 修武 博爱 沁阳 中站.
WOODED = ("410821", "410822", "410882", "410803")


@dataclass(frozen=True, slots=True)
class Land:
    """Areas in 0.01 mu."""

    farmland: int
    irrigated: int
    forest: int
    forest_prov: int
    forest_city: int


def draw_land(row: SurveyRow, village: str, generator: Random) -> Land:
    """About a mu of farmland a head for farmers; public-benefit forest only where there are hills."""
    farmland = sum(generator.randint(80, 160) for _ in range(row.size)) if row.farm else 0
    if not row.farm and not row.urban and generator.random() < 0.5:
        farmland = generator.randint(40, 90) * row.size
    forest = forest_prov = forest_city = 0
    if farmland and village.startswith(WOODED) and generator.random() < 0.4:
        forest_prov = generator.randrange(100, 1500, 10)
        forest_city = generator.choice((0, generator.randrange(50, 800, 10)))
        forest = forest_prov + forest_city + generator.choice((0, generator.randrange(20, 300, 10)))
    irrigated = farmland * generator.randint(60, 100) // 100
    return Land(farmland, irrigated, forest, forest_prov, forest_city)


def draw_dwelling(row: SurveyRow, generator: Random) -> dict[str, object]:
    """House, water, power and road: fields of `household_year`. Four in a hundred houses are dangerous."""
    dangerous = generator.random() < 0.04
    structure = generator.choices(("01", "02", "03", "04", "05"), (8, 50, 32, 8, 2))[0]
    water_safe = generator.random() < 0.97
    return {
        "housing_area": sum(generator.randint(1500, 3500) for _ in range(row.size)) + 2000,
        "house_structure": "04" if dangerous else structure,
        "house_built_year": generator.randint(1968, 1992) if dangerous else generator.randint(1985, 2016),
        "is_dangerous_house": dangerous,
        "danger_grade": generator.choice("CD") if dangerous else generator.choice("AAB"),
        "water_difficult": not water_safe,
        "water_safe": water_safe,
        "power_life": True,
        "power_prod": generator.random() < 0.9,
        "broadcast_tv": generator.random() < 0.97,
        "toilet_sanitary": generator.random() < 0.7,
        "road_type": generator.choices(("01", "02", "03", "04"), (6, 9, 75, 10))[0],
        "dist_main_road": generator.randrange(20, 1500, 10),
        "fuel_type": generator.choices(("01", "03", "04"), (20, 25, 55))[0],
        "food_ok": True,
        "clothes_ok": True,
    }
