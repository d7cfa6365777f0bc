"""The sandbox's page as Ada sees it, measured at two widths."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

WIDE, NARROW = ViewportSize(width=1280, height=1400), ViewportSize(width=400, height=1600)
_CONTENT = """node => {
  const tops = [...node.children].map(each => each.offsetTop);
  const ends = [...node.children].map(each => each.offsetTop + each.offsetHeight);
  return node.children.length ? Math.max(...ends) - Math.min(...tops) : 0;
}"""


@dataclass(frozen=True)
class PageCamera:
    """Pictures go to a folder, if one is given. `window`: the page's own, where the flow goes on."""

    page: Page
    window: str
    pictures: Path | None

    def message(self, name: str, ts: str) -> tuple[int, int]:
        """The height of its content at both widths, in pixels."""
        place = f'#messages .message[data-ts="{ts}"]'
        return self._measure(name, f"{place} .content", place)

    def modal(self, name: str) -> tuple[int, int]:
        """The height of its content at both widths, in pixels."""
        return self._measure(name, "#modal-body", '[role="dialog"]')

    def _measure(self, name: str, content: str, whole: str) -> tuple[int, int]:
        heights = []
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            shown = self.page.locator(content)
            expect(shown).to_be_visible()
            heights.append(round(shown.evaluate(_CONTENT)))
            if self.pictures:
                for scheme in ("light", "dark"):
                    self.page.emulate_media(color_scheme=scheme)
                    file = re.sub(r"\W+", "-", f"{name} {size['width']} {scheme}")
                    self.page.locator(whole).screenshot(path=self.pictures / f"{file}.png")
        return heights[0], heights[1]


@contextmanager
def camera(browser: Browser, pictures: Path | None, url: str) -> Iterator[PageCamera]:
    """The page at this address."""
    context = browser.new_context(reduced_motion="reduce", viewport=WIDE)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("combobox", name="Message Followthrough")).to_be_visible()
    yield PageCamera(page, str(page.evaluate("() => sessionStorage.getItem('window:ada')")), pictures)
    context.close()
