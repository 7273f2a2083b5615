"""Texts compared as people compare them: case, accents and look-alike forms do not count."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import models

_BLANKS = re.compile(r"\s+")


def folded_key(text: str) -> str:
    """The text two rows may not share: normalised, without case, single blanks."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def folded_search(text: str) -> str:
    """The text a search looks into: as a key, without accents."""
    spread = unicodedata.normalize("NFKD", folded_key(text))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


class FoldedField(models.TextField):
    """A column filled on save from other columns of the row; bulk SQL fills it itself.

    With `first`, only the first of them that holds a text counts: a fallback.
    """

    def __init__(
        self,
        *args: Any,
        sources: tuple[str, ...] = (),
        fold: Callable[[str], str] = folded_key,
        first: bool = False,
        **kwargs: Any,
    ) -> None:
        self.sources = sources
        self.fold = fold
        self.first = first
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for told in ("editable", "blank", "default"):
            kwargs.pop(told, None)
        return (
            name,
            path,
            args,
            {**kwargs, "sources": self.sources, "fold": self.fold, "first": self.first},
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # The dictionary, not the attribute: translated attributes answer in the active language.
        row = model_instance.__dict__
        texts = [str(row[name]) for name in self.sources if row.get(name)]
        text = self.fold(" ".join(texts[:1] if self.first else texts))
        setattr(model_instance, self.attname, text)
        return text
