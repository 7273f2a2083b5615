"""What nobody types by accident, and the forms of a page as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

MARK = "<b data-hostile>"  # never to be met unescaped
TEXTS = (
    f"{MARK}gras</b>",
    f'"><img src=x onerror=alert(1)>{MARK}',
    f"'-alert(1)-'{MARK}",
    f"</textarea></script><script>alert(1)</script>{MARK}",
    "{{ 7*7 }}{% debug %}",
    "%s %(n)s %(terms)s 100%",
    "'; DROP TABLE groups_customergroup; --",
    "ligne\r\nSet-Cookie: a=b",
    "\u202edroite à gauche\u202c",
    "Z\u0351\u036e\u0310a\u0321\u0322l\u0334g\u0356o",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 É",
    "nul\x00ici",
    "\ufffd\ufeff",
    "NULL",
    "None",
    "   ",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
)
LONG = "x" * 1_000_000
NUMBERS = (
    *("-1", "-0", "NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 40, "1,5", "1 234,56"),
    *("١٢٣", "9223372036854775808", "0x10", "½", "++1", "1.2.3", MARK, "nul\x00", "''"),
)
DAYS = (
    *("0000-00-00", "9999-12-31", "2026-02-29", "2024-02-29", "0001-01-01", "10000-01-01"),
    *("31/02/2026", "2026-03-29T02:30", "-1", MARK, "29/02/2024", "\x00"),
)
KEYS = ("999999999", "-1", "0", "9" * 30, "abc", "1 OR 1=1", "nul\x00", MARK, "", "1.0", "²")


@dataclass
class Field:
    """One name of a form and how its values are written."""

    name: str
    nature: str  # text, number, day or key
    values: list[str] = field(default_factory=list)
    limit: int | None = None


@dataclass
class Form:
    """What a browser would send, and where to."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def sent(self) -> dict[str, list[str]]:
        return {name: list(one.values) for name, one in self.fields.items() if one.values}

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        return self.action, frozenset(self.fields)


class Reader(HTMLParser):
    """The forms of a page with the values they hold."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._area: Field | None = None
        self._text: list[str] = []
        self._select: tuple[Field, bool] | None = None
        self._first = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(urljoin(self.url, got.get("action", "")), got.get("method", "get"))
            self.forms.append(self._open)
            self._named[got.get("id", "")] = self._open
            return
        form = self._named.get(got["form"]) if "form" in got else self._open
        if tag == "option" and self._select:
            self._option(got)
        elif form is not None and got.get("name"):
            self._control(tag, got, form)

    def _control(self, tag: str, got: dict[str, str], form: Form) -> None:
        kind = got.get("type", "text") if tag == "input" else tag
        if kind in ("submit", "button", "file", "password"):
            return
        one = form.fields.setdefault(got["name"], Field(got["name"], _nature(kind, got)))
        if got.get("maxlength", "").isdigit():
            one.limit = int(got["maxlength"])
        if tag == "select":
            self._select, self._first = (one, "multiple" in got), ""
        elif tag == "textarea":
            self._area, self._text = one, []
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in got):
            one.values.append(got.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, got: dict[str, str]) -> None:
        assert self._select
        one, many = self._select
        if "selected" in got:
            one.values.append(got.get("value", ""))
        self._first = self._first or ("" if many else f"={got.get('value', '')}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._area:
            # The first line break of a textarea is not its text.
            self._area.values.append("".join(self._text).removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select:
            if not self._select[0].values and self._first:
                self._select[0].values.append(self._first[1:])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)


def _nature(kind: str, got: dict[str, str]) -> str:
    if kind in ("select", "radio", "checkbox", "hidden"):
        return "key"
    if kind == "date":
        return "day"
    if kind == "number" or got.get("inputmode") in ("decimal", "numeric"):
        return "number"
    return "text"


def forms(html: str, url: str) -> Iterator[Form]:
    reader = Reader(url)
    reader.feed(html)
    yield from reader.forms


def samples_for(one: Field, place: int, count: int) -> list[str]:
    """So many of the values fit for a field; the next field gets the next ones."""
    pool: Any = {"text": TEXTS, "number": NUMBERS, "day": DAYS, "key": KEYS}[one.nature]
    start = place * count
    return [pool[(start + step) % len(pool)] for step in range(count)]
