"""Sheets of enrolment codes to print: on A4, an area a sheet, with a QR code for everybody who works there.

Each sheet is whole in itself: the page loads nothing. A code on it lets one tablet in, so it is handed out, not put up.
"""

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import segno

from schemas.day import local_time
from server.identity import devices, people, users
from server.identity.acting import Acting
from server.identity.codes import Code
from server.identity.enrolment_link import enrolment_link
from server.identity.users import User
from server.store import areas
from server.store.log import LogTransaction
from sync.intake import Node

ON_A_PAGE: Final = 8
"""Cards that fit a page."""


class Card(NamedTuple):
    """One person's card: where the sheet is for, who they are, and their code.

    Attributes:
        area: the code of the area that they work in, the first if there are several.
        area_name: its name, with that of what it lies in.
        server: the address at which tablets reach the server.
    """

    area: str
    area_name: str
    user: User
    code: Code
    server: str


def issue(
    tx: LogTransaction,
    node: Node,
    acting: Acting,
    area: str,
    *,
    server: str,
    valid_ms: int,
    managed: Callable[[str], bool] = lambda _: True,
) -> list[Card]:
    """Issue a code for everybody who works with a tablet within an area, and return their cards by area and name.

    Codes that were issued for them before, and not used, are void: of two sheets the newer one holds.

    Args:
        tx: a write transaction.
        node: this server.
        acting: who issues them.
        area: an area prefix.
        server: the address at which tablets reach the server.
        valid_ms: how long the codes hold.
        managed: whether a user (by id) is one for whom a code may be issued; others are left out.

    Raises:
        NoAssignment: somebody's assignments lie in no common city.
    """
    workers = devices.workers(node.directory, area, acting.now)
    known = {one.user.id: one.user for one in users.active(tx.connection, filter(managed, workers))}
    names = areas.names_of(tx.connection)
    devices.withdraw_codes(tx.connection, [[one] for one in known])
    cards: list[Card] = []
    for user in known.values():
        code = people.issue_code(tx, node, acting, [user.id], valid_ms=valid_ms)
        place = workers[user.id]
        cards.append(Card(place, _full_name(names, place), user, code, server))
    return sorted(cards, key=lambda card: (card.area, card.user.name, card.user.username))


def write(file: Path, cards: Sequence[Card]) -> None:
    """Write sheets into a file that its owner alone reads: each code lets a tablet in."""
    file.touch(mode=0o600)
    file.write_text(page(cards), encoding="utf-8")


def page(cards: Sequence[Card]) -> str:
    """Return the sheets of these cards, which are sorted by area, as one HTML document."""
    sheets: list[str] = []
    for _, found in groupby(cards, key=lambda card: card.area):
        of_area = list(found)
        pages = [of_area[start : start + ON_A_PAGE] for start in range(0, len(of_area), ON_A_PAGE)]
        sheets += [_sheet(part, number, len(pages)) for number, part in enumerate(pages, 1)]
    return _PAGE.format(sheets="".join(sheets))


def _sheet(cards: Sequence[Card], number: int, pages: int) -> str:
    first = cards[0]
    return _SHEET.format(
        name=escape(first.area_name),
        area=escape(first.area),
        server=escape(first.server),
        pages=f"{number} / {pages}",
        cards="".join(map(_card, cards)),
    )


def _card(card: Card) -> str:
    link = enrolment_link(card.server, card.code.text)
    drawn = segno.make_qr(link, error="m").svg_inline(border=0, omitsize=True, title=card.code.text)
    until = local_time(card.code.expires_at)
    return _CARD.format(
        qr=drawn,
        name=escape(card.user.name),
        username=escape(card.user.username),
        code=escape(card.code.text),
        place=escape(card.area_name.rpartition(" ")[2]),
        until=f"{until.year}年{until.month}月{until.day}日 {until:%H:%M}",
        server=escape(card.server),
    )


def _full_name(names: dict[str, str], area: str) -> str:
    """Return an area's name after those of its county and township, as far as the list has them."""
    parts = [names[area[:digits]] for digits in (6, 9, 12) if digits <= len(area) and area[:digits] in names]
    return " ".join(parts) or area


_PAGE: Final = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<title>平板登记码 Tablet enrolment codes</title>
<style>
@page {{ size: A4; margin: 0; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; color: #000; background: #fff;
  font: 10pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }}
section {{ width: 210mm; height: 296mm; padding: 13mm 14mm 10mm; break-after: page; display: flex;
  flex-direction: column; overflow: hidden; margin: 0 auto; }}
section:last-child {{ break-after: auto; }}
header {{ display: flex; justify-content: space-between; align-items: baseline; border-bottom: 0.5mm solid; }}
h1 {{ font-size: 17pt; margin: 0 0 1.5mm; }}
h1 small, .en {{ font-size: 8.5pt; font-weight: normal; color: #444; }}
.how {{ margin: 2.5mm 0 3mm; }}
.how p {{ margin: 0; }}
.cards {{ display: grid; grid-template-columns: 1fr 1fr; grid-auto-rows: 55mm; gap: 3mm; }}
article {{ border: 0.25mm dashed #666; border-radius: 2mm; padding: 3.5mm; display: flex; gap: 4mm;
  break-inside: avoid; overflow: hidden; }}
article svg {{ width: 37mm; height: 37mm; flex: none; align-self: center; }}
article div {{ min-width: 0; display: flex; flex-direction: column; justify-content: center; }}
h2 {{ font-size: 15pt; line-height: 1.2; margin: 0; overflow-wrap: anywhere; max-height: 2.4em; overflow: hidden; }}
article p {{ margin: 0.8mm 0 0; overflow-wrap: anywhere; }}
.code {{ font: bold 13pt/1.3 "DejaVu Sans Mono", Consolas, Menlo, monospace; white-space: nowrap; }}
footer {{ margin-top: auto; display: flex; justify-content: space-between; color: #444; font-size: 8.5pt; }}
</style>
</head>
<body>
{sheets}</body>
</html>
"""

_SHEET: Final = """<section>
<header><h1>{name} <small>{area}</small></h1><span>平板登记码 <span class="en">Enrolment codes</span></span></header>
<div class="how">
<p>在平板上打开“入户”，扫描本人的二维码；扫不了的，输入服务器地址和登记码。每个码只能登记一台平板，请勿转交他人。</p>
<p class="en">Scan your own code on the tablet, or type the server's address and the code. Each enrols one tablet,
once.</p>
</div>
<div class="cards">
{cards}</div>
<footer><span>服务器 Server: {server}</span><span>{pages}</span></footer>
</section>
"""

_CARD: Final = """<article>{qr}<div>
<h2>{name}</h2>
<p>{place} {username}</p>
<p class="code">{code}</p>
<p>有效期至 <span class="en">valid until</span><br>{until}</p>
<p class="en">{server}</p>
</div></article>
"""
