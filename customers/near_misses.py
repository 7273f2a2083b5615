"""What a person probably meant by an address nobody has: « gmial.com » is « gmail.com »."""

from collections.abc import Iterable
from difflib import get_close_matches

# Whose addresses anybody may have.
PROVIDERS = (
    "aol.com",
    "bbox.fr",
    "bell.net",
    "bluewin.ch",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.fr",
    "googlemail.com",
    "hotmail.ca",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.ca",
    "live.com",
    "live.fr",
    "me.com",
    "msn.com",
    "neuf.fr",
    "numericable.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "sfr.fr",
    "skynet.be",
    "sympatico.ca",
    "videotron.ca",
    "wanadoo.fr",
    "yahoo.ca",
    "yahoo.com",
    "yahoo.fr",
)
ALIKE = 0.85
MOST = 1_000  # domains looked at for one list; a longer one of nonsense gets no more advice
LONGEST = 60


class NearMisses:
    """The domains people of this shop write from, and what else looks like one of them."""

    def __init__(self, domains: Iterable[str] = ()) -> None:
        self._known = {*PROVIDERS, *domains}
        self._meant: dict[str, str] = {}

    def suggestion(self, text: str) -> str:
        """The address probably meant; nothing where there is no telling."""
        name, at, domain = _mended(text).partition("@")
        if not at or not name or "@" in domain or len(domain) > LONGEST:
            return ""
        better = domain if domain in self._known else self._meant_by(domain)
        found = f"{name}@{better}" if better else ""
        return found if found != text.casefold() else ""

    def _meant_by(self, domain: str) -> str:
        if domain not in self._meant:
            if len(self._meant) >= MOST:
                return ""
            close = get_close_matches(domain, sorted(self._known), n=1, cutoff=ALIKE)
            bare = [one for one in PROVIDERS if one.partition(".")[0] == domain]
            self._meant[domain] = (bare or close or [""])[0]
        return self._meant[domain]


def _mended(text: str) -> str:
    """Slips of the hand that are no question of domain: a double sign, a full stop at the end."""
    mended = "".join(text.casefold().split()).strip(".:")
    for twice, once in (("@@", "@"), ("..", "."), (".@", "@"), ("@.", "@")):
        mended = mended.replace(twice, once)
    return mended
