"""The page in a real browser. A report has to be computed first, so these are slow."""

import itertools
import re
from pathlib import Path

import pytest

from .chromium import CHROMIUM, Browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
WITHOUT_WORDS = """
[...document.querySelectorAll('img, svg, iframe')]
  .filter(e => !(e.alt || e.title || e.getAttribute('aria-label') || '').trim())
  .map(e => e.outerHTML.slice(0, 80))
"""
TURN_UP = """
(async () => {
  const frame = document.querySelector('iframe');
  frame.scrollIntoView();
  for (let i = 0; i < 100; i++) await new Promise(done => setTimeout(done, 30));
  return frame.getBoundingClientRect().height;
})()
"""


@pytest.fixture(scope="module")
def browser():
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture(params=["age_page", "diagnosis_page"])
def page(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def opened(browser, page, request):
    browser.open(page, request.param)
    return browser


def test_nothing_is_asked_for_from_outside_and_nothing_complained_of(opened):
    assert opened.requests
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []


def test_the_brain_turns_up_without_asking_for_anything(browser, diagnosis_page):
    browser.open(diagnosis_page, 1280)
    assert browser.ask(TURN_UP) > 300
    assert len(browser.frames) == 1  # its requests are among those below
    outside = [url for url in browser.requests if not url.startswith(("file:", "data:", "about:"))]
    assert outside == []
    assert browser.complaints == []


def test_headings_come_in_their_order(opened):
    levels = opened.ask(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_picture_has_words(opened):
    assert opened.ask("document.querySelectorAll('img').length") >= 4
    assert opened.ask(WITHOUT_WORDS) == []


def test_pictures_can_be_drawn(opened):
    broken = "[...document.images].filter(e => e.complete && !e.naturalWidth).length"
    assert opened.ask(broken) == 0


def test_text_can_be_told_from_its_ground(opened):
    assert opened.ask(CONTRAST) == []


def test_nothing_scrolls_sideways(opened):
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.ask(wider) <= 0


def test_tables_have_captions_and_names_of_rows(opened):
    assert opened.ask("[...document.querySelectorAll('table')].every(t => t.caption)")
    assert opened.ask("[...document.querySelectorAll('tbody tr')].every(r => r.cells[0].scope)")
    assert opened.ask("document.documentElement.lang") == "en"
    assert opened.ask("document.querySelector(document.querySelector('.skip').hash) !== null")


def test_a_title_is_text_and_never_code(browser, diagnosis_page):
    browser.open(diagnosis_page, 1280)
    assert browser.ask("document.querySelector('h1').textContent") == "A & B <script>"


def test_a_page_is_small_and_names_no_file_outside(page):
    text = page.read_text()
    assert len(text.encode()) < 5e6
    assert re.findall(r"<(?:link|script|img)[^>]*(?:src|href)=.https?:", text) == []
