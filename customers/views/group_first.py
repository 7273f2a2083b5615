"""An act on ticked rows for which a group is chosen first, then asked about."""

from typing import Any

from django import forms
from django.http import HttpResponse

from backoffice.views import BulkScreen
from groups.models import CustomerGroup


class GroupFirst(BulkScreen):
    """« Continuer », then the question about the group chosen; its form is a GroupFirstForm."""

    chosen: CustomerGroup | None = None  # once it is asked about

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.count and request.POST.get("_confirmed") == "1":
            form = self.form(request.POST)
            if form.is_valid() and not form.is_confirmed:
                return self.confirm(form.chosen)
        return super().post(request, *args, **kwargs)

    def confirm(self, group: CustomerGroup) -> HttpResponse:
        """Ask about the group just chosen."""
        self.chosen = group
        choice: str = self.form().choice
        told = {choice: group.pk, "asked": str(group.pk)}
        form = self.form({**told, "reason": self.request.POST.get("reason", "")})
        form.fields[choice].widget = forms.HiddenInput()
        return self.show(form)
