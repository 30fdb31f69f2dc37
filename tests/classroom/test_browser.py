"""A real browser, as large as a phone, in a whole class."""

import asyncio
import base64
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
import zxingcpp

from game.classroom.network import Server
from game.classroom.room import Phase, Room
from tests.classroom.base import at_vote, kettle
from tests.classroom.hosted import Door, begin, class_app
from tests.classroom.phones import serving, until
from tests.saves import walks

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.async_api")

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SLOW = 8.0
"""Seconds that a page may take to notice: two of its own looks, on a machine that is busy."""


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    """Chromium without a window."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room.open(kettle(), tmp_path, 45)


@pytest.fixture
async def server(room: Room) -> AsyncIterator[Server]:
    async with serving(room) as server:
        yield server


# A picture as its width, its height and a byte for how light each point is.
LIGHT = """async (png) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const points = pen.getImageData(0, 0, image.width, image.height).data;
  let light = "";
  for (let at = 0; at < points.length; at += 4) {
    light += String.fromCharCode((points[at] + points[at + 1] + points[at + 2]) / 3 | 0);
  }
  return [image.width, image.height, btoa(light)];
}"""


@pytest.mark.parametrize(
    ("size", "theme"), [((80, 24), "night"), ((100, 30), "paper"), ((160, 45), "contrast")]
)
async def test_the_code_on_the_wall_is_read_by_a_reader(
    browser: Any, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    """As large as it stands on a projector of 1024 by 768, between everything else on the wall."""
    app = class_app(tmp_path, theme=theme)
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        drawn = app.export_screenshot()
    page = await browser.new_page(viewport={"width": 1024, "height": 768})
    await page.set_content(
        f"<style>body {{ margin: 0 }} svg {{ width: 100vw; height: 100vh }}</style>{drawn}"
    )
    png = base64.b64encode(await page.screenshot()).decode()
    width, height, light = await page.evaluate(LIGHT, png)
    picture = numpy.frombuffer(base64.b64decode(light), dtype=numpy.uint8).reshape(height, width)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [Door().scan]
    await page.close()


class Phone:
    """One page of the browser, with what went wrong on it."""

    def __init__(self, context: Any, page: Any, server: Server) -> None:
        self.context, self.page = context, page
        self.base = f"http://127.0.0.1:{server.port}"
        self.scan = f"{self.base}/J/{server.token}"
        self.wrong: list[str] = []
        page.set_default_timeout(SLOW * 1000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        # A line that is cut, or an answer that refuses, is told by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(message.text)

    async def on(self, page: str) -> None:
        """Wait until that page is drawn."""
        await self.page.wait_for_selector(f"[data-page={page}]", state="attached")

    async def says(self, text: str) -> None:
        """Wait until the page says so, in its live region."""
        await self.page.locator("#said", has_text=text).wait_for()

    async def tap(self, letter: str) -> None:
        """Tap a choice."""
        await self.page.locator(f'button[data-value="{letter}"]').tap()


Opening = Callable[..., Any]


@pytest.fixture
async def opening(browser: Any, server: Server) -> AsyncIterator[Opening]:
    """Opens a phone; at the end nothing may have gone wrong on any."""
    phones: list[Phone] = []

    async def open_phone(width: int = 390, height: int = 760, **settings: Any) -> Phone:
        size = {"width": width, "height": height}
        context = await browser.new_context(viewport=size, is_mobile=True, has_touch=True, **settings)
        phone = Phone(context, await context.new_page(), server)
        phones.append(phone)
        return phone

    yield open_phone
    for phone in phones:
        assert not phone.wrong
        await phone.context.close()


async def test_a_whole_class_on_one_phone(opening: Opening, room: Room) -> None:
    phone: Phone = await opening()
    page = phone.page
    await page.goto(phone.scan)
    await phone.on("lobby")
    assert page.url == f"{phone.base}/", "the token does not stay in the address"
    assert "This is fiction" in await page.inner_text("main")
    await until(lambda: len(room.here) == 1)

    room.advance()
    await phone.on("reading")
    await page.get_by_text("Read the page here").tap()
    assert "The kettle is the iron one." in await page.inner_text("main")
    assert await page.locator(".prose em").first.inner_text() == "36", "emphasis, and no asterisks"
    room.set_depth(room.depth.FULL)
    room.advance()
    await phone.on("vote")
    await phone.tap("A")
    await phone.says("A is in.")
    await phone.tap("B")
    await phone.says("You may change it until the vote closes.")
    await phone.says("B is in.")
    assert room.cast == 1

    # The network goes, somebody taps all the same, and it comes back.
    await phone.context.set_offline(True)
    await phone.tap("pass")
    await phone.says("Not sent yet. Trying again.")
    await phone.context.set_offline(False)
    await phone.says("You pass.")
    await phone.tap("C")
    await phone.says("C is in.")
    assert room.cast == 1

    room.advance()
    await phone.on("argue")
    assert "Who should lift it?" in await page.inner_text("main")
    room.advance()
    await phone.on("vote")
    assert await page.locator('button[aria-pressed="true"]').count() == 0
    await phone.tap("A")
    await phone.says("A is in.")
    # Somebody closes the page and scans again: the same seat, the same ballot.
    await page.goto(phone.scan)
    await phone.says("A is in.")
    assert len(room.seated) == 1

    room.advance()
    await phone.on("reveal")
    assert "first 0–1 · then 0–1" in await page.inner_text("main")
    done = page.locator(".choice", has_text=f"then 0–1 · what {room.you} does")
    assert await done.locator(".tick").inner_text() == "✓"
    assert "yours" in await done.text_content()
    room.advance()
    await phone.on("voices")
    room.advance()
    await phone.on("consequence")
    assert "Thanks" in await page.inner_text("main")
    room.pause()
    await phone.on("paused")
    room.unpause()

    room.skip(Phase.FEELING)
    await phone.on("feeling")
    await page.get_by_role("button", name="torn").tap()
    await phone.says("Nobody sees whose it is.")
    room.advance()
    await phone.on("predict")
    await page.get_by_role("slider", name=f"How much of what {room.you} does").press("Home")
    await page.get_by_role("slider", name="How close are they?").press("ArrowRight")
    await page.get_by_role("button", name="This is my guess").tap()
    await phone.says("It is in.")
    room.advance()
    await phone.on("debrief")
    room.end()
    await phone.on("over")
    assert room.feelings == {"torn": 1}
    assert room.predictions == ((0, 55),)
    await until(lambda: not room.here)
    # The laptop took the seat back: the phone keeps nothing.
    async with asyncio.timeout(SLOW):
        while await phone.context.cookies():
            await asyncio.sleep(0.05)


async def test_ten_phones_at_once(opening: Opening, room: Room) -> None:
    phones: list[Phone] = await asyncio.gather(*(opening() for _ in range(10)))
    await asyncio.gather(*(phone.page.goto(phone.scan) for phone in phones))
    await asyncio.gather(*(phone.on("lobby") for phone in phones))
    await until(lambda: len(room.here) == 10, SLOW)
    at_vote(room)
    await asyncio.gather(*(phone.on("vote") for phone in phones))
    letters = ["A", "B", "C", "pass", "A"] * 2
    await asyncio.gather(*(phone.tap(letter) for phone, letter in zip(phones, letters, strict=True)))
    await asyncio.gather(
        *(
            phone.says("You pass." if letter == "pass" else f"{letter} is in.")
            for phone, letter in zip(phones, letters, strict=True)
        )
    )
    room.skip(Phase.REVEAL)
    assert room.first is not None
    assert [*room.first.counts.values(), room.first.passes] == [4, 2, 2, 0, 2]
    await asyncio.gather(*(phone.on("reveal") for phone in phones))


async def test_it_works_where_no_stream_comes_through(opening: Opening, room: Room) -> None:
    phone: Phone = await opening()
    await phone.page.route("**/events", lambda route: route.abort())
    await phone.page.goto(phone.scan)
    await phone.on("lobby")
    at_vote(room)
    await phone.on("vote")
    assert len(room.here) == 1
    await phone.tap("B")
    await phone.says("B is in.")
    room.advance()
    await phone.on("argue")
    assert room.cast == 1


async def test_phones_come_back_by_themselves(
    opening: Opening, server: Server, room: Room, tmp_path: Path
) -> None:
    (file,) = tmp_path.glob("*.jsonl")
    phone: Phone = await opening()
    await phone.page.goto(phone.scan)
    await phone.on("lobby")
    at_vote(room)
    await phone.on("vote")
    await phone.tap("A")
    await phone.says("A is in.")
    started_again, again = Server(), None
    try:
        await server.stop()
        room.close()
        await phone.page.locator("#line", has_text="The laptop does not answer").wait_for()
        again = Room.resume(file, kettle())
        await started_again.start(again, server.port)
        assert started_again.port == server.port
        again.advance()
        await phone.on("argue")
        await until(lambda: len(again.here) == 1, SLOW)
        assert await phone.page.inner_text("#line") == ""
    finally:
        await started_again.stop()
        if again is not None:
            again.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_smallest_phone(opening: Opening, room: Room, scheme: str) -> None:
    phone: Phone = await opening(320, 480, color_scheme=scheme)
    page = phone.page
    papers = set()

    async def look(name: str) -> None:
        await phone.on(name)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        small = """[...document.querySelectorAll('button, summary, input')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).length"""
        assert await page.evaluate(small) == 0, "too small for a thumb"
        papers.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert await page.evaluate(CONTRAST) >= 7

    await page.goto(phone.base)
    await look("code")
    await page.goto(phone.scan)
    await look("lobby")
    at_vote(room)
    await look("vote")
    await phone.tap("A")
    await phone.says("A is in.")
    await look("vote")
    for name in ("argue", "vote", "reveal", "voices"):
        room.advance()
        await look(name)
    room.decide(room.options[0].id)
    room.advance()
    await look("consequence")
    room.skip(Phase.FEELING)
    for name in ("feeling", "predict", "debrief"):
        await look(name)
        if name != "debrief":
            room.advance()
    room.end()
    await look("over")
    assert papers == {"rgb(247, 242, 231)" if scheme == "light" else "rgb(16, 21, 31)"}


CONTRAST = """(() => {
    const light = colour => {
        const part = colour.match(/[0-9.]+/g).slice(0, 3).map(one => one / 255)
            .map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    };
    const style = getComputedStyle(document.body);
    const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
})()"""


async def test_with_the_keyboard_alone_and_what_is_read_aloud(
    opening: Opening, room: Room, server: Server
) -> None:
    phone: Phone = await opening()
    page = phone.page
    await page.goto(phone.base)
    await phone.on("code")
    await page.keyboard.press("Tab")
    await page.keyboard.type("bbbbbb")
    await page.keyboard.press("Enter")
    await phone.says("That is not the code on the big screen.")
    await page.keyboard.press("Control+a")
    await page.keyboard.type(server.code.lower())
    await page.keyboard.press("Enter")
    await phone.on("lobby")
    at_vote(room)
    await phone.on("vote")
    heard = await page.locator("body").aria_snapshot()
    for line in (
        '- heading "The vote" [level=1]',
        '- button "A Get up and pour it."',
        '- button "– I pass."',
        "- status",
        "- listitem",
        "- contentinfo",
    ):
        assert line in heard, heard
    assert "img" not in heard
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await phone.says("B is in.")
    heard = await page.locator("body").aria_snapshot()
    assert "[pressed]" in heard
    assert "- status: B is in. You may change it until the vote closes." in heard
    focused = "document.activeElement.dataset.value || document.activeElement.id"
    assert await page.evaluate(focused) == "B", "what was pressed keeps the focus"
    room.advance()
    await phone.on("argue")
    assert await page.evaluate(focused) == "heading", "and when it goes, the new heading has it"
    await page.evaluate("document.activeElement.blur()")
    room.advance()
    await page.locator("#aloud", has_text="The second vote. Once more").wait_for(state="attached")


async def test_a_story_cannot_put_markup_on_a_phone(browser: Any, tmp_path: Path) -> None:
    story = walks.edited(
        tmp_path,
        ("Who should lift it?", SCRIPT),
        ("Get up and pour it.", SCRIPT),
        ("The Kettle", SCRIPT),
        ("The kettle is the iron one.", SCRIPT),
    )
    room = Room.open(story, tmp_path, 45)
    room.help = (SCRIPT,)
    async with serving(room) as server:
        context = await browser.new_context()
        phone = Phone(context, await context.new_page(), server)
        await phone.page.goto(phone.scan)
        await phone.on("lobby")
        assert await phone.page.inner_text("h1") == SCRIPT
        at_vote(room)
        await phone.on("vote")
        assert SCRIPT in await phone.page.inner_text('button[data-value="A"]')
        room.advance()
        await phone.on("argue")
        assert SCRIPT in await phone.page.inner_text(".talk")
        assert await phone.page.locator("script").count() == 1
        assert await phone.page.locator("img").count() == 0
        assert phone.wrong == []
        await context.close()


async def test_the_phone_that_is_tried(opening: Opening, server: Server) -> None:
    phone: Phone = await opening()
    await phone.page.goto(f"{phone.base}/TEST")
    await phone.page.get_by_role("heading", name="It works").wait_for()
    assert server.tested == 1
    deaf: Phone = await opening()
    await deaf.page.route(
        "**/test", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    await deaf.page.goto(f"{phone.base}/test")
    await deaf.page.get_by_role("heading", name="It does not work").wait_for()
    assert "The class can vote by hand" in await deaf.page.inner_text("main")
    assert server.tested == 1


async def test_a_ballot_that_came_too_late_is_said_to_be(opening: Opening, room: Room) -> None:
    phone: Phone = await opening()
    await phone.page.goto(phone.scan)
    await phone.on("lobby")
    at_vote(room)
    await phone.on("vote")

    async def hold(route: Any) -> None:
        room.advance()  # the teacher closes the vote while the ballot is on its way
        await route.continue_()

    await phone.page.route("**/vote", hold)
    await phone.tap("A")
    await phone.on("argue")
    await phone.says("That is not open now.")
    assert room.cast == 0
    # And one that was tapped while the network was gone, and the vote with it.
    room.reopen()
    await phone.page.unroute("**/vote")
    await phone.on("vote")
    await phone.context.set_offline(True)
    await phone.tap("B")
    await phone.says("Not sent yet.")
    room.advance()
    await phone.context.set_offline(False)
    await phone.on("argue")
    await phone.says("That came too late to count.")
    assert room.cast == 0


async def test_a_browser_that_keeps_no_cookies_is_told(opening: Opening, room: Room) -> None:
    phone: Phone = await opening()

    async def strip(route: Any) -> None:
        answer = await route.fetch()
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
        await phone.context.clear_cookies()
        await route.fulfill(status=answer.status, headers=kept, body=await answer.body())

    await phone.page.route("**/sit", strip)
    await phone.page.goto(phone.scan)
    await phone.page.get_by_text("This browser keeps no cookies").wait_for()
    assert len(room.seated) == 1


async def test_a_phone_that_is_taken_out_is_told_so_and_not_asked_back(opening: Opening, room: Room) -> None:
    phone: Phone = await opening()
    await phone.page.goto(phone.scan)
    await phone.on("lobby")
    # Whoever is out within seconds of coming in keeps no cookies.
    await asyncio.sleep(5.2)
    room.remove(next(iter(room.seated)))
    await phone.on("outside")
    assert "Your teacher has taken this phone out." in await phone.page.inner_text("main")
    assert await phone.page.locator("input").count() == 0


async def test_a_neighbour_sees_no_bar_and_no_letter_where_a_phone_has_voted(
    opening: Opening, room: Room
) -> None:
    phone: Phone = await opening(390, 800)
    await phone.page.goto(phone.scan)
    await phone.on("lobby")
    at_vote(room)
    await phone.on("vote")
    page = phone.page
    look = (
        "[...document.querySelectorAll('button.choice')].map(each => { const style = getComputedStyle(each);"
        " const box = each.getBoundingClientRect(); return [style.color,"
        " style.fontWeight, style.outlineStyle, box.x, box.width, box.height].join() })"
    )
    before = await page.evaluate(look)
    assert await page.locator(".tick").all_inner_texts() == [""] * len(before)
    await phone.tap("B")
    await phone.says("B is in.")
    await page.mouse.move(1, 1)
    # Choices and what passes have each their own colour, before as after.
    assert await page.evaluate(look) == before
    tint = "getComputedStyle(document.querySelector('button[aria-pressed=true]')).backgroundColor"
    assert (await page.evaluate(tint)).endswith("/ 0.35)"), "a tint, and a pale one"
    assert await page.locator(".tick").all_inner_texts() == ["", "✓", *[""] * (len(before) - 2)]
    assert await page.locator('button[data-value="B"]').get_attribute("aria-pressed") == "true"
    seen = await page.locator("#said > span:not(.aloud)").inner_text()
    assert seen == "It is in."
