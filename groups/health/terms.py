"""Findings about a group's own settings: its dates, its template, its taxes."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.templatetags.ui import day, number
from catalog.models import Basis
from groups import policies
from groups.health.facts import Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CustomerGroup, State, VatMode
from pricing.models import PriceTemplate

SOON = timedelta(days=14)


def ends_soon(*, group: CustomerGroup, facts: Facts) -> bool:
    """Whether the group acts today and stops within two weeks."""
    if group.ends_on is None or group.state(on=facts.on) != State.ACTIVE:
        return False
    return group.ends_on <= facts.on + SOON


def default_group(facts: Facts) -> Iterator[Finding]:
    """The default group, when it is given to nobody, soon will be, or shows the wrong price."""
    for group in facts.about:
        if not group.is_default:
            continue
        if group.state(on=facts.on) != State.ACTIVE:
            text = _("The default group is not active today: new customers join no group.")
            yield _of(group, Code.DEFAULT_GROUP_ASLEEP, Severity.ERROR, text, _("Change its dates"))
        elif ends_soon(group=group, facts=facts):
            text = _("The default group ends on %(day)s: after that, new customers join no group.")
            text %= {"day": day(group.ends_on)}
            fix = _("Change its dates")
            yield _of(group, Code.DEFAULT_GROUP_ASLEEP, Severity.WARNING, text, fix, "ends_on")
        shop = facts.book.shop
        net = policies.display(group=group, shop=shop).value == Basis.NET
        if net and shop.price_display != Basis.NET:
            text = _("New customers join this group and see prices excl. VAT.")
            fix, field = _("Change the price display"), "price_display"
            yield _of(group, Code.CONSUMER_DEFAULT_SHOWS_NET, Severity.WARNING, text, fix, field)


def ending(facts: Facts) -> Iterator[Finding]:
    """Groups about to end whose members have no other."""
    for group in facts.about:
        count = facts.only_here.get(group.pk, 0)
        if count and ends_soon(group=group, facts=facts):
            told = ngettext(
                "It ends on %(day)s: %(n)s customer has no other group and returns to"
                " the store terms.",
                "It ends on %(day)s: %(n)s customers have no other group and return to"
                " the store terms.",
                count,
            )
            text = told % {"day": day(group.ends_on), "n": number(count)}
            fix = _("Change its dates")
            yield _of(group, Code.GROUP_ENDS_SOON, Severity.WARNING, text, fix, "ends_on")


def template(facts: Facts) -> Iterator[Finding]:
    """Price templates that are chosen and change no price."""
    for group in facts.about:
        row = facts.book.rules.templates.get(group.price_template_id or 0)
        if row is None:
            continue
        if facts.channel(group) is None:
            text = _(
                "The price template “%(title)s” has no effect: group pricing is off everywhere."
            )
            fix, field = _("Use group pricing"), "use_group_pricing"
            code = Code.TEMPLATE_UNUSED
            yield _of(group, code, Severity.WARNING, text % {"title": row.title}, fix, field)
        yield from _asleep(group, row, facts)


def discounts(facts: Facts) -> Iterator[Finding]:
    """Discounts that are set and change no price: no channel uses the prices of the group."""
    for group in facts.about:
        some = any(facts.book.category_discounts.get(group.pk, {}).values())
        if (group.discount_percent or some) and facts.channel(group) is None:
            text = _("Its discounts have no effect: group pricing is off everywhere.")
            fix, field = _("Use group pricing"), "use_group_pricing"
            yield _of(group, Code.DISCOUNT_UNUSED, Severity.WARNING, text, fix, field)


def taxes(facts: Facts) -> Iterator[Finding]:
    """Groups that pay no tax without anybody having said why."""
    for group in facts.about:
        rate = group.vat_rate
        if rate is not None and not rate.components.all():
            text = _("Its VAT rate has no tax in it: members pay 0%, without being exempt.")
            yield Finding(
                code=Code.RATE_WITHOUT_COMPONENTS,
                severity=Severity.ERROR,
                text=text,
                fix=_("Complete the rate"),
                page="tax_edit",
                args=(rate.pk,),
                group=group,
            )
        if group.vat_mode == VatMode.EXEMPT and not group.exemption_reason:
            text = _("Its members are tax exempt, and invoices cannot say why.")
            fix, field = _("Give the exemption reason"), "exemption_reason"
            yield _of(group, Code.EXEMPT_WITHOUT_REASON, Severity.WARNING, text, fix, field)


def _asleep(group: CustomerGroup, row: PriceTemplate, facts: Facts) -> Iterator[Finding]:
    state, told = row.state(on=facts.on), {"title": row.title}
    if state == PriceTemplate.State.RUNNING:
        read = facts.book.rules.template(pk=row.pk, on=facts.on)
        if read is None or not read.rules:
            text = _("The price template “%(title)s” has no rule: it changes no price.") % told
            code, fix = Code.TEMPLATE_WITHOUT_RULES, _("Add rules to the template")
            yield _of(group, code, Severity.WARNING, text, fix, page="template_edit", pk=row.pk)
        return
    if state == PriceTemplate.State.ENDED:
        text = _("The price template “%(title)s” ended on %(day)s: it has no effect.")
        text %= told | {"day": day(row.ends_on)}
    else:
        text = _("The price template “%(title)s” has no effect before %(day)s.")
        text %= told | {"day": day(row.starts_on)}
    code, fix = Code.TEMPLATE_ENDED_OR_UPCOMING, _("Change the dates of the template")
    yield _of(group, code, Severity.WARNING, text, fix, "ends_on", "template_edit", row.pk)


def _of(
    group: CustomerGroup,
    code: Code,
    severity: Severity,
    text: str,
    fix: str,
    field: str = "",
    page: str = "group_general",
    pk: int | None = None,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        text=text,
        fix=fix,
        page=page,
        args=(group.pk if pk is None else pk,),
        field=field,
        group=group,
    )
