"""Makes the pictures in `assets/` that the README shows.

python -m tests.make_screenshots
"""

import asyncio
import re
import tempfile
from pathlib import Path

from game.saves.bookcase import Bookcase
from game.saves.home import Home
from game.saves.settings import Settings
from game.story.library import Library, assets
from game.tui.app import LeewayApp

SIZE = (80, 24)
FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


async def reading_page(folder: Path) -> str:
    """An early page of Blue Dot as an SVG: short enough to show its choices."""
    settings = Settings(theme="paper", reduced_motion=True, welcomed=True)
    app = LeewayApp(Library(), Bookcase(Home(folder)), settings, "blue-dot")
    async with app.run_test(size=SIZE) as pilot:
        for key in ("1", "1", "3"):
            await pilot.press(key)
            await pilot.pause()
        return as_page(app.export_screenshot())


def without_fonts(svg: str) -> str:
    """`svg` in a font of whoever looks at it: a picture asks nobody for one."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: [^;]*;", f"font-family: {FONTS};", svg)


def as_page(svg: str) -> str:
    """`svg` without the frame of a window: its paper runs to the edge."""
    svg = re.sub(r"\s*<!--.*?-->", "", without_fonts(svg), flags=re.DOTALL)
    paper = re.search(r'<rect fill="(#[0-9a-f]{6})" x="0" y="1.5"', svg)
    assert paper is not None
    svg = re.sub(r'<rect fill="#292929".*?/>', _all_over(paper[1]), svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'<text class="[^"]*-title".*?</text>', "", svg, flags=re.DOTALL)
    return re.sub(r'<g transform="translate\(26,22\)">.*?</g>', "", svg, flags=re.DOTALL)


def _all_over(colour: str) -> str:
    return f'<rect fill="{colour}" width="100%" height="100%" rx="6"/>'


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as folder:
        svg = asyncio.run(reading_page(Path(folder)))
    (assets() / "reading-page.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
