"""An income block put together from its lines, so that every total adds up by construction (domain §2.1, §2.2)."""

from datetime import date

from demo.households.people import WINDOW

TRANSFER_ITEMS = (
    "family_planning_subsidy",
    "dibao_income",
    "tekun_income",
    "pension_income",
    "eco_comp_income",
    "other_transfer_income",
)
OTHER_TRANSFERS = (
    "alimony",
    "disability_subsidy",
    "agri_subsidy",
    "elder_subsidy",
    "remittance",
    "regular_donation",
    "other_policy_subsidy",
)
PROPERTY_ITEMS = ("asset_dividend_income", "other_property_income")

_CATEGORIES = {
    **dict.fromkeys((*TRANSFER_ITEMS, *OTHER_TRANSFERS), "transfer_income"),
    **dict.fromkeys(PROPERTY_ITEMS, "property_income"),
}


_Period = tuple[date, date]


class Ledger:
    """The receipts and expenses of one household in the accounting year; amounts in fen."""

    def __init__(self) -> None:
        self._lines: list[dict[str, object]] = []
        self._items: dict[str, int] = {}

    def add(
        self,
        item: str,
        amount: int,
        *,
        label: str | None = None,
        member: str | None = None,
        source: str = "self_report",
        received: _Period = WINDOW,
    ) -> None:
        """Book an amount under a field of the income block; `label` names the line where the field is too coarse."""
        self._book(item, amount, label or item, member=member, source=source, received=received)

    def add_monthly(
        self,
        item: str,
        rate: int,
        months: int,
        *,
        label: str | None = None,
        member: str,
        source: str = "bank",
        received: _Period = WINDOW,
    ) -> None:
        """Book what somebody is paid each month at a fixed rate."""
        self._book(
            item,
            rate * months,
            label or item,
            member=member,
            source=source,
            received=received,
            months=months,
            rate=rate,
        )

    @property
    def net(self) -> int:
        """What is left after the business expense."""
        return sum(-x if item == "business_expense" else x for item, x in self._items.items())

    def total(self, *items: str) -> int:
        """The sum of some items."""
        return sum(self._items.get(item, 0) for item in items)

    def block(self, members: int) -> dict[str, object]:
        """The value of the field `income`: 0 where nothing was received, all totals, and the lines that make them."""
        transfers = {item: self.total(item) for item in TRANSFER_ITEMS}
        others = {item: self.total(item) for item in OTHER_TRANSFERS}
        transfers["other_transfer_income"] = sum(others.values())
        properties = {item: self.total(item) for item in PROPERTY_ITEMS}
        wage, receipts, expense = (self.total(i) for i in ("wage_income", "business_income", "business_expense"))
        gross = wage + receipts + sum(properties.values()) + sum(transfers.values())
        return {
            "wage_income": wage,
            "business_income": receipts,
            "business_expense": expense,
            "property_income": sum(properties.values()),
            **properties,
            "transfer_income": sum(transfers.values()),
            **transfers,
            **others,
            "gross_income": gross,
            "net_income": gross - expense,
            "net_income_per_capita": (2 * (gross - expense) + members) // (2 * members),
            "lines": self._lines,
            "itemised": True,
            "window": {"from": WINDOW[0].isoformat(), "to": WINDOW[1].isoformat()},
        }

    def _book(
        self, item: str, amount: int, label: str, *, member: str | None, source: str, received: _Period, **rate: int
    ) -> None:
        self._items[item] = self._items.get(item, 0) + amount
        line: dict[str, object] = {"category": _CATEGORIES.get(item, item), "sub_item": label, "amount": amount, **rate}
        if member:
            line["member_id"] = member
        line |= {"received_from": received[0].isoformat(), "received_to": received[1].isoformat(), "source": source}
        self._lines.append(line)
