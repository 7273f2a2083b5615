"""What staff fill in about the catalogue."""

from catalog.forms.categories import CategoryForm
from catalog.forms.products import ProductForm
from catalog.forms.shop import ShopForm
from catalog.forms.taxes import RateForm, TaxesForm

__all__ = ["CategoryForm", "ProductForm", "RateForm", "ShopForm", "TaxesForm"]
