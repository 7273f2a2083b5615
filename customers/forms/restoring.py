"""The names a group comes back under, where others took its own meanwhile."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.layout import SideBySide
from groups import services
from groups.models import CustomerGroup

NAMES = ("title_fr", "title_en", "code")


class RestoreForm(forms.ModelForm):
    """Its own names, unless another group has one of them: then free ones are proposed."""

    recall = forms.BooleanField(required=False)

    class Meta:
        model = CustomerGroup
        fields = NAMES

    def __init__(
        self, *args: Any, asks: bool, moved_to: CustomerGroup | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        if moved_to is None:
            del self.fields["recall"]
        else:
            told = _("Take back from “%(group)s” those whom the deletion moved there")
            self.fields["recall"].label = told % {"group": moved_to}
        if not asks:
            for name in NAMES:
                del self.fields[name]
            return
        self.fields["title_fr"].required = True
        self.fields["title_fr"].error_messages["required"] = _("Enter the group title in French.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        asked = (SideBySide("title_fr", "title_en"), "code") if self.asks else ()
        recall = ("recall",) if "recall" in self.fields else ()
        helper.layout = Layout(*asked, *recall)
        return helper

    @property
    def names(self) -> dict[str, str | None] | None:
        """What staff typed, if they were asked."""
        return {name: self.cleaned_data[name] for name in NAMES} if self.asks else None

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.asks:
            return data
        names = {name: data.get(name) for name in NAMES}
        for name, text in services.names_taken(besides=self.instance.pk, **names).items():
            self.add_error(name, text)
        return data
