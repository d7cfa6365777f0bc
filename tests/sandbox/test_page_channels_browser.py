"""Channels on the page: who sees which, what is new, who is in, and who comes in, by keyboard."""

from playwright.sync_api import Page, expect

from app.sandbox.slack import StandIn
from tests.sandbox.tiny_bot import TinyBot


def test_channels_show_whats_new_and_who_is_in_and_a_guest_sees_their_own(
    page: Page, standin: StandIn, bot: TinyBot
) -> None:
    place = page.get_by_role("navigation").get_by_role("button", name="ada-1-1-notes (private)")
    place.click()
    expect(page.locator("#topic-note")).to_have_text("Private. Only its members can read this.")
    members = page.get_by_role("button", name="2 members")
    members.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Who is in ada-1-1-notes")
    dialog.get_by_label("Add somebody").focus()
    dialog.get_by_label("Add somebody").select_option(label="Tiny (app)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("list")).to_contain_text("TinyAPP")
    dialog.get_by_label("Add somebody").select_option(label="Sam Rivera (guest)")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("list")).to_contain_text("Sam RiveraGUEST")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="4 members")).to_be_focused()
    page.get_by_role("navigation").get_by_role("button", name="old-project (private, archived)").click()
    expect(page.locator("#composer")).to_have_text("This channel is archived.")
    bot.client.chat_postMessage(channel="C0NOTES01", text="for those who are in")
    place = page.get_by_role("navigation").get_by_role("button", name="ada-1-1-notes (private, unread)")
    place.click()
    expect(page.get_by_role("log")).to_contain_text("for those who are in")
    expect(place).to_have_count(0)
    page.get_by_text("Sam Rivera").click()
    channels = page.get_by_role("navigation").locator(".place-name")
    expect(channels).to_have_text(["ada-1-1-notes", "team-with-sam", "Tiny"])
    page.get_by_role("button", name="ada-1-1-notes").click()
    standin.leave("ada-1-1-notes", "sam")
    expect(channels).to_have_text(["team-with-sam", "Tiny"])
    expect(page.locator("#topic-name")).to_have_text("Tiny")
