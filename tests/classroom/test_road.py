"""What is told and not voted on: roads that the story has, and a word of what came before."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from game.classroom import debrief
from game.classroom.report.gather import document
from game.classroom.report.markdown import as_markdown
from game.classroom.report.web import as_html
from game.classroom.road import pages, roads
from game.classroom.room import Depth, Phase, Refused, Room
from game.debrief.path import path_of
from game.narrative import rules
from game.narrative.foresight import Fork, Prospect
from game.narrative.playthrough import Playthrough
from game.story.condition import parse
from game.story.library import shipped_stories
from game.story.load import load
from game.story.model import Passage, Prose, Story
from tests.classroom.base import at_vote, facts, play_round, seated


@pytest.fixture(scope="module")
def blue_dot() -> Story:
    story = load(shipped_stories() / "blue-dot").story
    assert story is not None
    return story


def test_a_road_leads_to_its_chapter_by_the_rules_of_the_story(blue_dot: Story) -> None:
    found = roads(blue_dot, rules.begin(blue_dot))
    assert [road.chapter for road in found] == [
        "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    ]  # fmt: skip
    for road in found:
        play = Playthrough(blue_dot)
        for choice in road.choices:
            play.choose(choice)
        assert play.chapter == road.chapter
        assert play.heading(play.now), "it ends where the chapter begins"
        assert play.now.state == road.state
        assert {road.chapter} == {play.heading(moment) for moment in play.path[-1:]}
    (after, *_) = roads(blue_dot, found[3].state)
    assert after.chapter == "Saturday"


def test_the_road_is_in_the_middle_of_all(blue_dot: Story) -> None:
    road = roads(blue_dot, rules.begin(blue_dot))[-1]
    for meter in ("autonomy", "connection"):
        assert 40 <= road.state.values[meter] <= 60


def test_a_chapter_may_be_begun_on_a_later_page_of_it(blue_dot: Story) -> None:
    friday = roads(blue_dot, rules.begin(blue_dot))[3]
    found = pages(blue_dot, friday)
    assert [road.state.scene for road in found] == ["mum", "wash", "fri_night"]
    room = Room(blue_dot)
    room.tell_on(found[-1].choices)
    room.advance()
    assert room.playthrough.now.scene == "fri_night"
    assert room.told == ("Friday",)
    assert room.recap


def _without_recaps(story: Story) -> Story:
    scenes = {name: replace(scene, recap=Prose()) for name, scene in story.scenes.items()}
    return replace(story, scenes=scenes)


def test_it_is_told_what_the_author_wrote_for_the_chapter(blue_dot: Story) -> None:
    told = Prose((Passage(None, "You are Joss.\n\nIt is *Friday*."), Passage(parse("rang_box"), "You rang.")))
    scenes = dict(_without_recaps(blue_dot).scenes)
    scenes["friday"] = replace(scenes["friday"], recap=told)
    story = replace(blue_dot, scenes=scenes)
    road = roads(story, rules.begin(story))[3]
    room = Room(story)
    room.tell_on(road.choices)
    room.advance()
    rang = room.playthrough.now.state.values["rang_box"]
    assert room.recap == ("You are Joss.", "It is *Friday*.", *(["You rang."] if rang else []))
    later = Room(story)
    later.tell_on(pages(story, road)[-1].choices)
    later.advance()
    assert later.recap[0] == "You are Joss."
    assert later.recap[-1].startswith("Friday: "), "then what was chosen in the chapter"


def test_where_nothing_is_written_a_class_is_told_of_the_first_page_and_what_was_chosen(
    blue_dot: Story, tmp_path: Path
) -> None:
    blue_dot = _without_recaps(blue_dot)
    road = roads(blue_dot, rules.begin(blue_dot))[3]
    room = Room.open(blue_dot, tmp_path, 45)
    (seat,) = seated(room, 1)
    room.tell_on(road.choices)
    assert room.phase is Phase.LOBBY
    assert room.view(seat).text == ()
    room.advance()
    assert (room.phase, room.playthrough.chapter, room.round) == (Phase.READING, "Friday", 1)
    assert room.recap[0].startswith("The 22:51 to Hull is on time"), "its first page says who they are"
    assert any(line.startswith("Wednesday: ") for line in room.recap)
    said = {moment.said for moment in room.playthrough.path if moment.said}
    told = " ".join(room.recap)
    assert sum(one in told for one in said) in (6, 7), "the opening choice, and those that weighed most"
    assert room.view(seat).reply[0].plain.startswith("The 22:51")
    assert room.history == (), "nothing of it was voted on"

    before = facts(room)
    assert room.file is not None
    room.close()
    again = Room.resume(room.file, blue_dot)
    assert facts(again) == before
    assert again.recap == room.recap
    at_vote(again, Depth.QUICK)
    assert again.view(seat).open
    again.close()


def test_from_the_middle_it_is_told_on_and_the_first_page_is_not_told_again(blue_dot: Story) -> None:
    blue_dot = _without_recaps(blue_dot)
    room = Room(blue_dot)
    room.advance()
    play_round(room, room.options[0].id)
    road = roads(blue_dot, room.playthrough.now.state)[1]
    room.tell_on(road.choices)
    assert (room.playthrough.chapter, room.phase) == ("Wednesday", Phase.READING)
    assert room.recap
    assert not room.recap[0].startswith("The 22:51")
    assert len(room.history) == 1
    assert not room.history[0].left
    room.rewind(room.history[0].led_to)
    assert room.recap == ()
    assert not room.history[0].left


def test_a_vote_is_not_told_over_and_no_road_that_is_not_there_is_gone(blue_dot: Story) -> None:
    room = Room(blue_dot)
    road = roads(blue_dot, rules.begin(blue_dot))[0]
    room.advance()
    before = facts(room)
    for wrong in (("nothing",), (*road.choices, "nothing"), road.choices[1:], (road.choices[0],) * 5):
        with pytest.raises(Refused, match="does not lead there"):
            room.tell_on(wrong)
        assert facts(room) == before
    at_vote(room, Depth.FULL)
    for _ in range(3):
        with pytest.raises(Refused, match="cannot be done from here"):
            room.tell_on(road.choices)
        room.advance()
    assert room.phase is Phase.REVEAL


def test_the_report_says_what_was_told(blue_dot: Story) -> None:
    room = Room(blue_dot)
    room.tell_on(roads(blue_dot, rules.begin(blue_dot))[3].choices)
    room.advance()
    play_round(room, room.options[0].id)
    found = as_markdown(document(room, "2026-11-22", "Nothing is known."))
    assert "The story was told to you as far as “Friday”." in found
    # Whatever the class did not vote on is no turn of its own.
    path = path_of(room.playthrough, debrief.voted(room.history))
    assert path_of(room.playthrough).turns != path.turns
    assert room.passed_over == frozenset(range(1, len(path.points) - 1))
    assert len(re.findall("After “", found)) == len(path.turns) <= 1
    page = as_html(document(room, "2026-11-22", "Nothing is known."))
    assert page.count('opacity=".35"') == 1
    assert "you came in at the square" in page
    forks = [Fork(Prospect({}, (name,)), {}) for name in [*(["sundays"] * (len(path.points) - 2)), "gate"]]
    own, before = debrief.reach_of(room, forks)
    assert ([one.ending for one in own], [one.ending for one in before]) == (["gate"], ["sundays"])
    text = as_markdown(document(room, "2026-11-22", forks))
    assert "Only before that could it still have come to" in text
    room.rewind(0)
    assert (
        "was told to you"
        not in as_markdown(document(room, "2026-11-22", "Nothing is known.")).split("## ")[0]
    )
