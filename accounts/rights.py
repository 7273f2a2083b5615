"""The rights as staff speak of them: boxes of a matrix, each standing for rights of the code."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Label = str | Promise


class Verb(NamedTuple):
    """A column of the matrix."""

    slug: str
    label: Label
    codes: tuple[str, ...]  # %s stands for the model


VIEW = Verb("view", pgettext_lazy("permission", "View"), ("view_%s",))
COLUMNS = (
    VIEW,
    Verb("edit", _("Add / Edit"), ("add_%s", "change_%s")),
    Verb("members", _("Manage members"), ("manage_members",)),
    Verb("delete", _("Delete"), ("delete_%s",)),
    Verb("export", pgettext_lazy("permission", "Export"), ("export_%s",)),
    Verb("import", pgettext_lazy("permission", "Import"), ("import_%s",)),
)


@dataclass(frozen=True, slots=True)
class Module:
    """A row of the matrix: what one may see, change, delete."""

    slug: str
    label: Label
    app: str
    model: str
    only: tuple[str, ...] = ()  # rights of the code; empty: all that exist

    def rights(self, verb: Verb, known: Collection[str]) -> tuple[str, ...]:
        if verb.slug == "members" and self.slug != "groups":
            return ()
        named = (f"{self.app}.{code.replace('%s', self.model)}" for code in verb.codes)
        return tuple(
            right
            for right in named
            if right in known and (not self.only or right.partition(".")[2] in self.only)
        )


MODULES = (
    Module("groups", _("Customer groups"), "groups", "customergroup"),
    Module("customers", _("Customers"), "customers", "customer"),
    Module("products", _("Products"), "catalog", "product"),
    Module("categories", _("Categories"), "catalog", "category"),
    Module("templates", _("Price templates"), "pricing", "pricetemplate"),
    Module("promotions", _("On-sale promotions"), "pricing", "promotion"),
    Module("discounts", _("Discounts"), "pricing", "orderdiscount"),
    Module("taxes", _("Taxes"), "catalog", "vatrate"),
    Module("channels", _("Channels and branches"), "catalog", "channel"),
    Module("settings", _("Shop settings"), "catalog", "shop", only=("view_shop", "change_shop")),
    Module("staff", _("Staff"), "accounts", "user", only=("view_user", "add_user", "change_user")),
    Module("roles", _("Roles and permissions"), "auth", "group"),
    Module("activity", _("Activity log"), "auditlog", "logentry", only=("view_logentry",)),
)
OTHERS = (
    ("costs", "pricing.view_cost", _("See costs and margins")),
    ("comments", "backoffice.add_comment", _("Comment on records")),
    ("views", "backoffice.share_savedview", _("Share views with the team")),
)


@dataclass(frozen=True, slots=True)
class Box:
    """One tick box: « Groupes de clients : Ajouter / Modifier »."""

    slug: str
    module: str
    verb: str
    name: Label
    rights: frozenset[str]


def matrix_box(module: Module, verb: Verb, known: Collection[str]) -> Box | None:
    rights = frozenset(module.rights(verb, known))
    if not rights:
        return None
    name = gettext("%(module)s: %(right)s") % {"module": module.label, "right": verb.label}
    return Box(f"{module.slug}-{verb.slug}", module.slug, verb.slug, name, rights)


def boxes(*, known: Collection[str]) -> tuple[Box, ...]:
    """Every box of the matrix, and those beside it, for the rights that exist."""
    return (*_in_matrix(known), *_beside(known))


def _in_matrix(known: Collection[str]) -> Iterator[Box]:
    for module in MODULES:
        for verb in COLUMNS:
            box = matrix_box(module, verb, known)
            if box is not None:
                yield box


def _beside(known: Collection[str]) -> Iterator[Box]:
    for slug, right, label in OTHERS:
        if right in known:
            yield Box(f"other-{slug}", "", slug, label, frozenset([right]))


# The rights given to one person, by the names the shop's manual uses.
PERSONAL = (
    (
        _("Customer groups"),
        (
            ("groups-view", VIEW.label),
            ("groups-edit", _("Add / Edit (prices included)")),
            ("groups-members", _("Add / Remove members")),
            ("groups-delete", _("Delete")),
        ),
    ),
    (
        _("On-sale promotions"),
        (
            ("promotions-view", VIEW.label),
            ("promotions-edit", _("Add / Edit")),
            ("promotions-delete", _("Delete")),
        ),
    ),
    (
        _("Shop settings"),
        (("settings-view", VIEW.label), ("settings-edit", _("Change the settings"))),
    ),
)


def ticked(*, among: Iterable[Box], rights: Collection[str]) -> set[str]:
    """The boxes that are full: all their rights are there."""
    return {box.slug for box in among if box.rights <= set(rights)}


def implied(*, among: Iterable[Box], chosen: Collection[str]) -> set[str]:
    """The boxes chosen, and « Voir » of each module where anything is chosen."""
    found = {box.slug: box for box in among}
    modules = {found[slug].module for slug in chosen if found[slug].module}
    views = {f"{module}-{VIEW.slug}" for module in modules}
    return {*chosen, *(slug for slug in views if slug in found)}


def rights_after(
    *, before: Collection[str], among: Iterable[Box], chosen: Collection[str]
) -> frozenset[str]:
    """The rights once these boxes are ticked and the others empty; rights in no box stay."""
    every = tuple(among)
    shown = frozenset().union(*(box.rights for box in every))
    given = frozenset().union(*(box.rights for box in every if box.slug in chosen))
    return (frozenset(before) - shown) | given
