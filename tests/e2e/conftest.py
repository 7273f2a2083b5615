"""A real browser against the real server; whatever the console complains of fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.services import sync_roles
from catalog.models import Shop
from tests.factories.accounts import PASSWORD

# Playwright's loop runs in the test's thread, where Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1366, "height": 900}
NARROW = {"width": 360, "height": 740}
# A test is quicker than any hand: a page shows itself once its scripts listen, so that neither a
# key nor a click falls between the drawing of the page and its scripts.
UNTIL_READY = """
const veil = new CSSStyleSheet();
veil.replaceSync("html { transform: scale(0) !important }");
document.adoptedStyleSheets.push(veil);
addEventListener("DOMContentLoaded", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== veil);
});
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOTS = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@dataclass
class Visitor:
    """Somebody in front of a browser of his own."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, user: User, path: str = "/login/", password: str = PASSWORD) -> Page:
        page = self.open(path)
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(password)
        with page.expect_navigation():
            page.locator("form:has(input[name=password]) button[type=submit]").click()
        return page

    def shot(self, name: str, *, full: bool = False) -> None:
        """A picture for the README, when somebody asked for pictures (SCREENSHOTS=folder)."""
        if SHOTS:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{name}.png", full_page=full)

    def faults(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it stands."""
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        return [
            f"{self.page.url} {one['id']}: {node['html'][:160]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]

    def sideways(self) -> int:
        """By how many pixels the page is wider than the screen."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


def _listen(visitor: Visitor, context: BrowserContext) -> None:
    host = urlsplit(visitor.site).netloc

    def complain(text: str) -> None:
        # A refused form answers 422 and an absent page 404: the browser tells, we meant it.
        if "Failed to load resource" not in text:
            visitor.complaints.append(text)

    def outside(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != host:
            visitor.complaints.append(f"asked another host: {url}")

    visitor.page.on(
        "console", lambda said: complain(said.text) if said.type in ("error", "warning") else None
    )
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    context.on("request", lambda request: outside(request.url))
    context.on(
        "response",
        lambda answer: (
            visitor.complaints.append(f"{answer.status} {answer.url}")
            if answer.status >= 500
            else None
        ),
    )


Meet = Callable[..., Visitor]


@pytest.fixture
def meet(
    browser: Browser, live_server: LiveServer, transactional_db: None, shop: Shop
) -> Iterator[Meet]:
    """`meet()` gives a new visitor: own cookies, French browser, nothing may complain."""
    visitors: list[tuple[Visitor, BrowserContext]] = []

    def arrive(*, scheme: str = "light", narrow: bool = False, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        if scripts:
            context.add_init_script(UNTIL_READY)
        visitor = Visitor(context.new_page(), live_server.url)
        _listen(visitor, context)
        visitors.append((visitor, context))
        return visitor

    sync_roles()
    yield arrive
    complaints = [text for visitor, _context in visitors for text in visitor.complaints]
    for _visitor, context in visitors:
        context.close()
    assert complaints == []


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """What happens inside makes the browser load a page; wait for it."""
    with page.expect_navigation():
        yield
