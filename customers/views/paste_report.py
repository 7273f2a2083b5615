"""The report of a pasted list: address by address, then saved in one act."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.exports import csv_download
from backoffice.paging import SIZES, page_of
from backoffice.parts import Action, Banner, Label, panel_url
from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import number
from customers import services
from customers.forms.pasting import ADDITIONAL
from customers.models import PastedList
from customers.paste_report import DONE, TONES, Wording, wording
from customers.services.pasting import ListIsGone, OutcomesChanged, Pasted
from customers.triage import AWAITED, JOINING, REFUSED, Outcome, Triage, triage
from customers.views.pasting import Pasting
from groups.record import CHANGE_MEMBERS

COPIED = 2_000  # refused addresses the page holds ready to be copied; the file has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """How many addresses share an outcome, and the address of the page that shows only them."""

    outcome: Outcome
    label: Label
    count: int
    query: str
    icon: str
    tone: str
    current: bool


class PasteReport(Pasting):
    """What becomes of each address; nothing is written before « Enregistrer dans le groupe »."""

    template = "customers/paste_report.html"

    @cached_property
    def pasted(self) -> PastedList:
        rows = self.lists().select_related("batch")
        found: PastedList = get_object_or_404(rows, pk=self.kwargs["pasted"])
        return found

    @property
    def saved(self) -> bool:
        return self.pasted.batch_id is not None

    @cached_property
    def report(self) -> Triage:
        return triage(
            text=self.pasted.text,
            group=self.record,
            primary=self.pasted.is_primary,
            batch=self.pasted.batch,
        )

    @cached_property
    def words(self) -> Wording:
        return wording(report=self.report, saved=self.saved, awaits=self.pasted.keeps_unknown)

    @property
    def outcome(self) -> Outcome | None:
        asked = self.request.GET.get("outcome", "")
        return Outcome(asked) if asked in Outcome else None

    def url(self) -> str:
        return panel_url("group_pasted_report", self.record.pk, self.pasted.pk)

    # -- saving -------------------------------------------------------------------------------

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "role" in request.POST:
            main = request.POST["role"] != ADDITIONAL
            services.choose_role(pasted=self.pasted, primary=main)
            return self.go(self.url())
        try:
            saved = services.save_pasted(
                pasted=self.pasted,
                seen=request.POST.get("seen", ""),
                actor=request.user,
                at=timezone.now(),
            )
        except OutcomesChanged as refusal:
            told = Banner(slug="changed", text=refusal.message, tone="warning")
            return self.render(status=422, banners=(told, *self.banners()))
        except ListIsGone as refusal:
            self.tell(refusal.message, messages.WARNING)
        except ShopRefusal as refusal:
            self.tell(refusal.message, messages.ERROR)
        else:
            undo = panel_url("members_undo", self.record.pk, saved.batch)
            self.tell(_told(saved), undo=undo if saved.added or saved.moved else "")
        return self.go(self.url())

    # -- the page -----------------------------------------------------------------------------

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        left = self.report.leavers
        if left and not self.saved:
            text = ngettext(
                "%(n)s customer will leave their main group.",
                "%(n)s customers will leave their main group.",
                left,
            )
            keep = Action(
                name="keep-main",
                label=_("Keep their main group"),
                url=self.url(),
                method="post",
                fields=(("role", ADDITIONAL),),
                rule=CHANGE_MEMBERS,
            )
            told = text % {"n": number(left)}
            yield Banner(slug="leaving", text=told, tone="warning", actions=(keep,))

    def counters(self) -> Iterator[Counter]:
        for outcome in Outcome:
            if count := self.report.counts[outcome]:
                icon, tone = TONES[outcome]
                query = QueryDict(mutable=True)
                query["outcome"] = outcome.value
                yield Counter(
                    outcome=outcome,
                    label=DONE.get(outcome, outcome.label) if self.saved else outcome.label,
                    count=count,
                    query=query.urlencode(),
                    icon=icon,
                    tone=tone,
                    current=outcome == self.outcome,
                )

    def context(self) -> dict[str, Any]:
        numbered: Any = list(enumerate(self.report.rows, 1))
        if self.outcome is not None:
            numbered = [one for one in numbered if one[1].outcome == self.outcome]
        page = page_of(numbered, self.request.GET, total=len(numbered))
        refused = [row.entry.text for row in self.report.having(REFUSED)]
        joining = self.report.count(JOINING)
        return {
            **super().context(),
            "pasted": self.pasted,
            "saved": self.saved,
            "total": len(self.report.rows),
            "counters": list(self.counters()),
            "outcome": self.outcome,
            "summary": _summary(self.report, saved=self.saved),
            "page": page,
            "sizes": SIZES,
            "lines": list(self.words.lines(page.rows)),
            "refused_text": "\n".join(refused[:COPIED]),
            "refused_count": len(refused),
            "copies": 0 < len(refused) <= COPIED,
            "joining": joining,
            "awaited": self.report.count(AWAITED) if self.pasted.keeps_unknown else 0,
            "saves": self.report.saves(awaiting=self.pasted.keeps_unknown),
            "seen": self.report.digest,
        }


class PasteReportFile(PasteReport):
    """The whole report, to be taken home."""

    http_method_names = ["get"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        head = (_("Line"), _("Address"), _("Code"), _("Outcome"), _("Customer"), _("Detail"))
        told = self.words.lines(list(enumerate(self.report.rows, 1)))
        rows = (
            (one.line, one.address, one.outcome.value, one.text, one.customer or "", one.detail)
            for one in told
        )
        name = f"{self.record.code or self.record.pk}-{self.pasted.pk}"
        return csv_download(name=name.lower(), head=head, rows=rows)  # type: ignore[return-value]


def _told(saved: Pasted) -> str:
    text = ngettext("%(n)s customer added", "%(n)s customers added", saved.added)
    told = text % {"n": number(saved.added)}
    if saved.awaited:
        text = ngettext("%(n)s address awaited", "%(n)s addresses awaited", saved.awaited)
        told = f"{told} · {text % {'n': number(saved.awaited)}}"
    return told


def _summary(report: Triage, *, saved: bool) -> str:
    """« 12 à ajouter, 3 déjà membres, 2 refusées »."""
    added = report.count(JOINING)
    if saved:
        parts = [(added, ngettext("%(n)s added", "%(n)s added", added))]
    else:
        parts = [(added, ngettext("%(n)s to add", "%(n)s to add", added))]
    already, refused = report.counts[Outcome.ALREADY], report.count(REFUSED)
    parts += [
        (already, ngettext("%(n)s already a member", "%(n)s already members", already)),
        (refused, ngettext("%(n)s refused", "%(n)s refused", refused)),
    ]
    return ", ".join(text % {"n": number(count)} for count, text in parts)
