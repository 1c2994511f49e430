"""Households for the fleet's tests, as small as they can be."""

from client_stub.fleet.survey import SurveyHousehold, SurveyMember
from schemas.identity import check_character
from schemas.naming import household_year_id, member_year_id

YEAR = 2018


def household(number: int = 1, village: str = "410822104203", *, works: bool = True) -> SurveyHousehold:
    """A household of one, whose sums add up."""
    one, head = f"0190f1a2-0000-7000-8000-{number:012x}", f"0190f1a2-0001-7000-8000-{number:012x}"
    digits = f"41089919700101{number % 1000:03d}"
    wage = 960_000 if works else 0
    income = {
        "wage_income": wage,
        "business_income": 0,
        "business_expense": 0,
        "property_income": 0,
        "transfer_income": 117_600,
        "gross_income": wage + 117_600,
        "net_income": wage + 117_600,
        "net_income_per_capita": wage + 117_600,
    }
    member = SurveyMember(
        head,
        {"household": one, "name": "王五", "id_number": digits + check_character(digits), "in_household": True},
        member_year_id(head, YEAR),
        {"member": head, "household": one, "year": YEAR, "work_months": 8 if works else 0},
    )
    return SurveyHousehold(
        village,
        one,
        {"household_no": str(number), "village_code": village, "head_member_id": head, "phone": "13912345678"},
        household_year_id(one, YEAR),
        {"household": one, "year": YEAR, "income": income},
        (member,),
    )
