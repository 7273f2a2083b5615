"""The rule of each address whose view is not ours."""

from backoffice.access import PUBLIC, SIGNED_IN, Rule

_SIGNING_IN = {
    "account_login": PUBLIC,
    "account_inactive": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": SIGNED_IN,
    # Not offered: these answer 404, to whoever asks.
    "account_confirm_login_code": PUBLIC,
    "account_email": PUBLIC,
    "account_reauthenticate": PUBLIC,
    "account_set_password": PUBLIC,
}

_PANEL = {
    "panel:login": PUBLIC,
    "panel:logout": PUBLIC,
    "panel:password_reset": PUBLIC,
    "panel:password_reset_done": PUBLIC,
    "panel:password_reset_confirm": PUBLIC,
    "panel:password_reset_complete": PUBLIC,
}

RULES: dict[str, Rule] = {**_SIGNING_IN, **_PANEL}
