"""A small shop as a folder of CSV files, and what tests do with it."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

Dump = dict[str, list[tuple[Any, ...]]]
FILES = {
    "categories.csv": """\
code,parent,depth,name_fr,name_en,slug_fr,vat_class,position
maison,,0,Maison,Home,maison,standard,1
maison-bougies,maison,1,Bougies,,bougies,standard,2
jardin,,0,Jardin,Garden,,,3
""",
    "products.csv": """\
sku,name_en,name_fr,category,price_ht,cost_ht,vat_class,stock,active,created_on,colour_of_later
B-1,Scented candle,Bougie « Été »,maison-bougies,12.50,5.25,standard,40,1,2025-01-01,x
b/1,Tea light,,maison-bougies|maison,0.98,,,0,0,2025-01-01,x
J-1,,Arrosoir,jardin,19,8,,3,1,2025-01-01,x
""",
    "groups.csv": """\
code,position,is_default,title_fr,title_en,description_fr,color,discount_percent,price_display,\
tax_mode,tax_rate_override,free_shipping,start_date,end_date
grossistes,1,0,Grossistes,Wholesalers,Par cartons,#1d4ed8,12.5,HT,destination,,0,,
nouveaux,2,1,Nouveaux clients,,,#64748b,0,TTC,destination,,0,,
export,3,0,Export,Export,,#0891b2,0,HT,exempt,,0,,
outre-mer,4,0,Outre-mer,Overseas,,#e11d48,0,,override,8.5,0,,
noel,5,0,Noël,Christmas,,#be123c,10,TTC,destination,,0,2026-11-01,2026-12-26
""",
    "customers.csv": """\
number,email,first_name,last_name,company,phone,birth_date,language,address1,postal_code,city,\
region,country,group,account,newsletter,created_at,last_login
C1,Lea@Example.com,Léa,Petit,,06 39 98 00 01,1990-02-28,fr,3 rue Basse,69003,Lyon,69,FR,grossistes,\
login,1,2025-10-26 02:30:00,2026-10-25 02:30:00
C2,sam@example.com,Sam,Woods,Woods Ltd,,,en,1 Elm St,,,,CA,nouveaux,login,0,2025-03-01 10:00:00,
C3,guest@example.com,Ann,Noé,,,,fr,,,,,,,guest,0,2025-03-01 10:00:00,
""",
    "customer_groups.csv": """\
customer,group,since,primary
C1,grossistes,2025-11-01,1
C1,noel,2026-11-01,0
C2,nouveaux,2025-03-01,0
""",
}
LOGINS = """\
email,password,role,first_name,last_name,language
boss@example.com,boutique-demo,owner,Jo,Roy,fr
lea@example.com,boutique-demo,,Léa,Petit,fr
"""
OFFERS = {
    "templates.csv": """\
title_fr,title_en,product,category,min_qty,rule,value,start_date,end_date
Gros,Bulk,,,,list_percent,-5,2026-01-01,
gros,,,maison,10,cost_percent,60,,
Gros,,B-1,,50,fixed,7.50,,
""",
    "promotions.csv": """\
title_fr,title_en,kind,value,basis,combinable,rank,audience,groups,products,categories,start_date,\
end_date
Fête des bougies,Candle days,percent,20,,0,0,all,,,maison-bougies,2026-06-01,2026-12-31
Entre amis,,amount,3,gross,1,2,only,grossistes|NOEL,B-1|J-1,,,
Hors export,Not for export,price,15,,0,0,except,export,J-1,,,
""",
    "discounts.csv": """\
title_fr,title_en,kind,basis,groups,tiers,start_date,end_date
Remise des grossistes,Wholesale discount,groups_subtotal,net,grossistes,500:10%|1000:12%,,
Grosses commandes,,subtotal,gross,,300:15,2026-01-01,2026-12-31
Merci,Thank you,groups,,noel|nouveaux,2.5%,,
""",
}


def write(folder: Path) -> Path:
    """A shop of three shelves, three products, five groups and three customers."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def write_offers(folder: Path) -> Path:
    """The same shop with a template, promotions, discounts and what groups choose among them."""
    write(folder)
    for name, text in OFFERS.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "shop.csv").write_text("name_fr,restricts_products\nLe Potager,1\n", "utf-8")
    (folder / "channels.csv").write_text("code,title_fr\nweb,Site\ncomptoir,Comptoir\n", "utf-8")
    widen(folder, "groups.csv", "price_template", grossistes="GROS")
    widen(folder, "groups.csv", "channel_prices", grossistes="comptoir:off", noel="web:on")
    widen(folder, "products.csv", "reserved_to", **{"J-1": "noel|grossistes"})
    widen(folder, "categories.csv", "public", maison="1", jardin="0")
    return folder


def widen(folder: Path, name: str, column: str, **cells: str) -> None:
    """Add a column to a file; `cells` by the first cell of a line, empty elsewhere."""
    header, *lines = (folder / name).read_text("utf-8").splitlines()
    wide = [f"{line},{cells.get(line.partition(',')[0], '')}" for line in lines]
    (folder / name).write_text("\n".join([f"{header},{column}", *wide, ""]), "utf-8")


def load(folder: Path, *, verbosity: int = 1) -> str:
    """Load the folder; what the command says."""
    out = StringIO()
    call_command("import_shop", folder, on=date(2026, 11, 20), stdout=out, verbosity=verbosity)
    return out.getvalue()


def told(folder: Path) -> list[str]:
    """Load the folder; what the command says, in English."""
    with translation.override("en"):
        return load(folder).splitlines()


def everything() -> Dump:
    """Every row of every table of the shop."""
    dump: Dump = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(("django_", "auth_permission")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                dump[table] = sorted(cursor.fetchall(), key=repr)
    return dump


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def add(folder: Path, name: str, line: str) -> int:
    """Write one more line; its number."""
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return len((folder / name).read_text("utf-8").splitlines())


def refused(folder: Path) -> list[str]:
    """What the command says of each fault of a folder it does not load."""
    before, told = everything(), StringIO()
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("import_shop", folder, on=date(2026, 11, 20), stderr=told)
    assert str(refusal.value).startswith("Nothing was loaded: ")
    assert refusal.value.returncode == 1
    assert everything() == before, "something was written"
    return told.getvalue().splitlines()
