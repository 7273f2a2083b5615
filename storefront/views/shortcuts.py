"""French addresses people type by heart."""

from django.views.generic import RedirectView

from backoffice.access import PUBLIC


class Shortcut(RedirectView):
    """Leads on to a page under its real address."""

    access = PUBLIC
    query_string = True
