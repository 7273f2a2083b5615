"""The side menu: its keys are those people are told of, its settings one page away."""

from backoffice.views.prefs import SHORTCUTS
from shopadmin.navigation import MENU
from tests.conftest import SignedIn, Staff

SETTINGS = "/admin-panel/settings/"


def test_each_key_after_g_leads_to_one_page_and_is_told() -> None:
    keys = [entry.key for section in MENU for entry in section.entries if entry.key]
    told = [str(key) for one in SHORTCUTS for key in one.keys]
    assert len(keys) == len(set(keys))
    assert {f"g {key}" for key in keys} == {key for key in told if key.startswith("g ")}


def test_g_then_s_leads_to_all_settings(owner: SignedIn) -> None:
    text = owner.get("/admin-panel/").content.decode()
    assert f'href="{SETTINGS}" data-testid="menu-settings" data-go="s"' in text
    page = owner.get(SETTINGS).content.decode()
    assert 'data-testid="settings-settings_store"' in page
    assert 'data-testid="settings-settings"' not in page


def test_whoever_may_change_no_setting_is_not_led_there(staff: Staff) -> None:
    text = staff("groups.view_customergroup").get("/admin-panel/").content.decode()
    assert 'data-testid="menu-group_list"' in text
    assert "menu-settings" not in text
