"""Forms that a button of their own draws again with what was typed, nothing saved."""

from typing import Any

from django.http import HttpResponse

from backoffice.views.edit import FormScreen


class Redrawn(FormScreen):
    """Mixed into a form screen; `redraws` names the buttons."""

    redraws: tuple[str, ...] = ()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(name in request.POST for name in self.redraws):
            return self.show(self.as_typed())
        return super().post(request, *args, **kwargs)

    def as_typed(self, **instead: Any) -> Any:
        """The form, unchecked, with what was typed in it."""
        form = self.form()
        posted, files = self.request.POST, self.request.FILES
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(posted, files, name)
        form.initial.update(instead)
        return form
