"""Which ideas the shipped stories carry."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from game.author.concepts import BY_THE_GAME, page
from game.story.concepts import CONCEPTS
from game.story.library import Library
from game.story.model import Story

ROOT = Path(__file__).parents[2]

# What each story was asked to be about before it was written.
BRIEFS: Mapping[str, frozenset[str]] = {
    "blue-dot": frozenset(
        {
            "fear of rejection",
            "social isolation",
            "setting boundaries",
            "self-advocacy",
            "honouring boundaries",
            "risk and courage",
            "anxious attachment",
            "signs of dependency",
            "check-ins",
            "interdependence",
        }
    ),
    "five-flights": frozenset(
        {
            "trauma and loss",
            "trust",
            "cultural expectations",
            "setting boundaries",
            "self-advocacy",
            "secure attachment",
            "avoidant attachment",
            "signs of dependency",
            "interdependence",
        }
    ),
    "either-to-sign": frozenset(
        {
            "risk and courage",
            "managing conflict",
            "resentment",
            "avoidant attachment",
            "I-statements",
            "check-ins",
            "excessive autonomy",
            "joint ventures",
            "autonomy as contribution",
            "interdependence",
        }
    ),
    "tether": frozenset(
        {
            "trauma and loss",
            "trust",
            "fear of rejection",
            "social isolation",
            "honouring boundaries",
            "risk and courage",
            "professional support",
            "fearful attachment",
            "active listening",
            "interdependence",
        }
    ),
}
STORIES = {story.slug: story for story in Library().stories()}


def test_the_page_that_is_shipped_is_up_to_date() -> None:
    shipped = (ROOT / "stories" / "CONCEPTS.md").read_text(encoding="utf-8")
    assert shipped == page(Library().stories()), "run: python -m game.author.concepts > stories/CONCEPTS.md"


@pytest.mark.parametrize("slug", STORIES)
def test_a_story_carries_what_its_brief_gives_it_and_nothing_unheard_of(slug: str) -> None:
    named = STORIES[slug].header.concepts
    assert slug in BRIEFS, f"write down what {slug} was asked to be about"
    assert BRIEFS[slug] <= set(named), BRIEFS[slug] - set(named)
    assert set(named) <= set(CONCEPTS)
    assert len(set(named)) == len(named)


def about(story: Story, *concepts: str) -> Story:
    return msgspec.structs.replace(story, header=msgspec.structs.replace(story.header, concepts=concepts))


def test_what_is_owed_is_counted() -> None:
    one = STORIES["blue-dot"]
    others = [concept for concept in CONCEPTS if concept not in BY_THE_GAME]
    assert page([about(one, *others), about(one, *others)]).endswith("## Still owed\n\nNothing.\n")
    owing = page([about(one, *others), about(one, *others[1:])])
    assert owing.endswith(f"## Still owed\n\n- one story each: {others[0]}.\n")
    assert f"| {others[0]} | Blue Dot |" in owing
    assert f"- two stories each: {others[0]}" in page([about(one, *others[1:])])
