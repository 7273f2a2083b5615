"""Keeping the state of a list under a name: save, rename, duplicate, delete, share."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backoffice import services
from backoffice.access import STAFF, may_open, rule_of
from backoffice.models import SavedView
from backoffice.parts import panel_url
from backoffice.views.base import RecordScreen, safe_next
from backoffice.views.confirm import ActionScreen, AskScreen, ConfirmScreen, DeleteScreen
from backoffice.views.kept import opening
from backoffice.views.listing import ListScreen

SHARE = "backoffice.share_savedview"


class ViewForm(forms.ModelForm):
    """The name of a view and, for whoever may, whether the team has it too."""

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        widgets = {"is_shared": forms.CheckboxInput(attrs={"role": "switch"})}

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]


class OfList:
    """A screen told by the page which list it is about, and in which state."""

    request: Any

    @cached_property
    def match(self) -> ResolverMatch:
        """The address of the list the request names, if this person may open it."""
        try:
            found = resolve(self._asked("list"))
        except Resolver404:
            raise Http404 from None
        rule = rule_of(found.func)
        if rule is None or not may_open(self.request, rule):
            raise Http404
        return found

    @cached_property
    def listing(self) -> ListScreen:
        screen = getattr(self.match.func, "view_class", None)
        if not (isinstance(screen, type) and issubclass(screen, ListScreen)):
            raise Http404
        listing = screen()
        listing.setup(self.request, *self.match.args, **self.match.kwargs)
        listing.params = QueryDict(self._asked("query"))
        return listing

    def _asked(self, name: str) -> str:
        return str(self.request.POST.get(name) or self.request.GET.get(name, ""))

    def address(self, query: str) -> str:
        match = self.match
        where = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        return f"{where}?{query}" if query else where

    def opened(self, view: SavedView) -> str:
        return self.address(opening(self.listing.state(QueryDict(view.query)), view))


class KeepView(OfList, AskScreen):
    """The state of a list gets a name."""

    access = STAFF
    title = question = _("Save this view")
    confirm_label = _("Save")
    form_class = ViewForm
    done_text = _("View saved")

    def form_kwargs(self) -> dict[str, Any]:
        return {"may_share": self.request.user.has_perm(SHARE)}

    def back_url(self) -> str:
        return self.address(self.listing.here)

    def act(self, form: Any) -> SavedView:
        view: SavedView = form.save(commit=False)
        view.owner_id = self.request.user.pk
        view.key, view.query = self.listing.key, self.listing.here
        return services.keep_view(view=view)

    def next_url(self, result: Any) -> str:
        return self.opened(result)


class OwnView(RecordScreen):
    """Only one's own views may be changed; a shared one of a colleague is his."""

    access = STAFF
    model = SavedView

    def records(self) -> QuerySet[SavedView]:
        return SavedView.objects.filter(owner_id=self.request.user.pk)

    def back_url(self) -> str:
        return safe_next(self.request, panel_url("home"))


class UpdateView(OfList, OwnView, ActionScreen):
    """The view takes the state on the screen."""

    done_text = _("View saved")

    def act(self) -> SavedView:
        if self.record.key != self.listing.key:
            raise Http404
        self.record.query = self.listing.here
        return services.keep_view(view=self.record)

    def success_url(self) -> str:
        return self.opened(self.record)


class RenameView(OwnView, ConfirmScreen):
    """Another name, shared or not."""

    title = question = _("Rename the view")
    confirm_label = _("Save")
    form_class = ViewForm
    done_text = _("View saved")

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.record, "may_share": self.request.user.has_perm(SHARE)}

    def act(self, form: Any) -> SavedView:
        return services.keep_view(view=form.save(commit=False))


class DuplicateView(OfList, OwnView, ActionScreen):
    """The same state under another name."""

    done_text = _("View duplicated")
    copy: SavedView

    def act(self) -> SavedView:
        if self.record.key != self.listing.key:
            raise Http404
        self.copy = services.copy_view(view=self.record)
        return self.copy

    def success_url(self) -> str:
        return self.opened(self.copy)


class DeleteView(OwnView, DeleteScreen):
    """The view goes; the rows it showed stay."""

    done_text = _("View deleted")

    def success_url(self) -> str:
        return self.back_url()
