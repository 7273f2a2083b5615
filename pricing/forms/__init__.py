"""What staff type of price templates."""

from pricing.forms.lines import posted_lines
from pricing.forms.template import TemplateForm

__all__ = ["TemplateForm", "posted_lines"]
