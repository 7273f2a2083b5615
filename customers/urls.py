"""Addresses of this app."""

from django.urls import path

from customers.views.addresses import AddressAdd, AddressDelete, AddressEdit
from customers.views.assigning import CustomerAssign
from customers.views.awaited import AwaitedForget, AwaitedMembers
from customers.views.bulk import CustomerBulk
from customers.views.bulk_groups import CustomerBulkAdd, CustomerBulkLeave
from customers.views.choosing import CustomerGroups
from customers.views.contact import ContactMember
from customers.views.group_delete import GroupDelete
from customers.views.group_restore import GroupRestore
from customers.views.history import CustomerHistory
from customers.views.joining import MembersAdd
from customers.views.leaving import MemberRemove, MembersRemove
from customers.views.listing import CustomerList
from customers.views.losing import MemberBack, MembersBack, MembersLost
from customers.views.members import GroupMembers
from customers.views.moving import MembersMain, MembersTransfer
from customers.views.paste_report import PasteReport, PasteReportFile
from customers.views.pasting import GroupPaste
from customers.views.preview import GroupPreview
from customers.views.records import CustomerCreate, CustomerGeneral
from customers.views.simulator import Simulator
from customers.views.undoing import MembersAct, MembersUndo

CUSTOMER = "customers/<int:pk>/"
ADDRESS = f"{CUSTOMER}addresses/<int:address>/"
MEMBERS = "groups/<int:pk>/members/"
PASTE = f"{MEMBERS}paste/"
PASTED = f"{PASTE}<int:pasted>/"

panel_urls = [
    path("customers/", CustomerList.as_view(), name="customer_list"),
    path("customers/new/", CustomerCreate.as_view(), name="customer_create"),
    path("customers/bulk/", CustomerBulk.as_view(), name="customer_bulk"),
    path("customers/bulk/add/", CustomerBulkAdd.as_view(), name="customer_bulk_add"),
    path("customers/bulk/remove/", CustomerBulkLeave.as_view(), name="customer_bulk_remove"),
    path(CUSTOMER, CustomerGeneral.as_view(), name="customer_general"),
    path(f"{CUSTOMER}group/", CustomerAssign.as_view(), name="customer_assign"),
    path(f"{CUSTOMER}groups/", CustomerGroups.as_view(), name="customer_groups"),
    path(f"{CUSTOMER}history/", CustomerHistory.as_view(), name="customer_history"),
    path(f"{CUSTOMER}addresses/new/", AddressAdd.as_view(), name="customer_address_create"),
    path(ADDRESS, AddressEdit.as_view(), name="customer_address"),
    path(f"{ADDRESS}delete/", AddressDelete.as_view(), name="customer_address_delete"),
    path(MEMBERS, GroupMembers.as_view(), name="group_members"),
    path(f"{MEMBERS}add/", MembersAdd.as_view(), name="group_members_add"),
    path(f"{MEMBERS}remove/", MembersRemove.as_view(), name="group_members_remove"),
    path(f"{MEMBERS}main/", MembersMain.as_view(), name="group_members_main"),
    path(f"{MEMBERS}transfer/", MembersTransfer.as_view(), name="group_members_transfer"),
    path(PASTE, GroupPaste.as_view(), name="group_members_paste"),
    path(PASTED, PasteReport.as_view(), name="group_pasted_report"),
    path(f"{PASTED}report.csv", PasteReportFile.as_view(), name="group_pasted_file"),
    path(f"{MEMBERS}awaited/", AwaitedMembers.as_view(), name="group_members_awaited"),
    path(f"{MEMBERS}awaited/forget/", AwaitedForget.as_view(), name="group_awaited_forget"),
    path(f"{MEMBERS}lost/", MembersLost.as_view(), name="group_members_lost"),
    path(f"{MEMBERS}lost/back/", MembersBack.as_view(), name="group_members_back"),
    path(f"{MEMBERS}lost/<int:event>/back/", MemberBack.as_view(), name="group_member_back"),
    path(f"{MEMBERS}acts/<int:batch>/", MembersAct.as_view(), name="members_act"),
    path(f"{MEMBERS}acts/<int:batch>/undo/", MembersUndo.as_view(), name="members_undo"),
    path(f"{MEMBERS}<int:customer>/remove/", MemberRemove.as_view(), name="group_member_remove"),
    path("groups/<int:pk>/contact/add/", ContactMember.as_view(), name="group_contact_member"),
    path("groups/<int:pk>/preview/", GroupPreview.as_view(), name="group_preview"),
    path("simulator/", Simulator.as_view(), name="simulator"),
    path("groups/<int:pk>/delete/", GroupDelete.as_view(), name="group_delete"),
    path("groups/<int:pk>/restore/", GroupRestore.as_view(), name="group_restore"),
]
