"""Households for the demo and the benchmarks: real ones, with what the survey lacks drawn from a fixed seed.

**Real**, from 5,999 households that the Vietnam Living Standards Survey interviewed in 1997 (see `survey`): which
households share a commune, how many persons live in one, whether it farms, the sex, age and schooling of its head, what
it spends in a year (taken as its net income, times a fixed factor), and which part of that went to medical care (which
decides whether somebody is ill).

**Generated**: the village of Jiaozuo that stands for a commune (`villages`), all other members and their ages
(`kinship`), names, identity numbers, schooling, health and capacity for work (`people`), land and house (`dwelling`),
registration and exit (`registration`), and how the net income is made up: entitlements at the policy's amounts
(`entitlements`), the rest from property, business, wages and remittances (`earnings`). No person in it exists.

The records are clean: sums add up, and no field contradicts another. Faults are for the caller to plant.
Where entitlements alone exceed what the household spent, its net income is theirs and no longer the survey's.

    for household in load_households():
        household.village, household.fields, household.year_fields["income"], household.members
"""

from demo.households.records import Household, Member, load_households

__all__ = ["Household", "Member", "load_households"]
