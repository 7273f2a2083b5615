"""What staff fill in about the catalogue."""

from catalog.forms.categories import CategoryForm, MoveProductsForm
from catalog.forms.products import ProductForm
from catalog.forms.shop import ShopForm
from catalog.forms.taxes import RateForm, TaxesForm

__all__ = ["CategoryForm", "MoveProductsForm", "ProductForm", "RateForm", "ShopForm", "TaxesForm"]
