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

    class Meta:
        model = CustomerGroup
        fields = NAMES

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            for name in NAMES:
                del self.fields[name]
            return
        self.fields["title_fr"].required = True
        self.fields["title_fr"].error_messages["required"] = _("Enter the group title in French.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        asked = (SideBySide("title_fr", "title_en"), "code") if self.fields else ()
        helper.layout = Layout(*asked)
        return helper

    @property
    def names(self) -> dict[str, str | None] | None:
        """What staff typed, if they were asked."""
        return {name: self.cleaned_data[name] for name in NAMES} if self.fields else None

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.fields:
            return data
        names = {name: data.get(name) for name in NAMES}
        for name, text in services.names_taken(besides=self.instance.pk, **names).items():
            self.add_error(name, text)
        return data
