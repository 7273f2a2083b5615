"""« Voir la boutique comme ce groupe », and coming back."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from backoffice.access import STAFF
from backoffice.parts import panel_url
from backoffice.views import ActionScreen
from backoffice.views.base import Screen
from groups.record import VIEW, GroupRecord
from storefront.seeing import see_as, see_as_oneself


class SeeAsGroup(GroupRecord, ActionScreen):
    """The shop as the members of a group see it, for the person who asks and for nobody else."""

    access = VIEW

    def act(self) -> None:
        see_as(request=self.request, group=self.record.pk)

    def success_url(self) -> str:
        return reverse("shop_home")


class SeeAsOneself(Screen):
    """The shop as it is; back to where the group was looked at."""

    access = STAFF
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = see_as_oneself(request=request)
        return self.go(panel_url("group_preview", seen) if seen else reverse("shop_home"))
