"""Stories on which the explorer and the naive one once differed, each reduced to what it takes."""

from .stories import HEAD

_ENDING = """
[ending.e]
title = "E"
text = "E"
"""

# Counters that take too many values to be folded: the ranges are worked out more than once.

REPLY_AFTER_A_PAGE = (
    HEAD
    + """
[counters]
n = 0
m = 2

[meters]
trust = 50

[scene.s0]
text = "s0"

[[scene.s0.choice]]
id = "go"
text = "Go."
reply = [{ when = "chose.s1.on", text = "Again." }]
to = "e"

[[scene.s0.choice]]
id = "turn"
text = "Turn."
effects = [{ when = "n > 3 and not seen.s0", m = 1 }, { n = 1 }]
to = [{ when = "m - trust == 0", to = "here" }, "s1"]

[scene.s1]
text = "s1"
then = "s0"
"""
    + _ENDING
)

REPLY_AFTER_A_SCENE = (
    HEAD
    + """
[counters]
m = 0

[scene.s0]
text = "s0"

[[scene.s0.choice]]
id = "enter"
text = "Enter."
to = "s1"

[scene.s1]
text = "s1"
then = "s2"

[[scene.s1.choice]]
id = "back"
text = "Back."
effects = { m = 1 }
to = "s0"

[[scene.s1.choice]]
id = "out"
text = "Out."
effects = { when = "m > 3" }

[scene.s2]
text = "s2"
then = "here"

[[scene.s2.choice]]
id = "ask"
text = "Ask."
reply = [{ when = "seen.s1", text = "Yes." }]
"""
    + _ENDING
)

TEXT_AFTER_A_SCENE = (
    HEAD
    + """
[meters]
trust = 30

[counters]
n = 98
m = 2

[scene.s0]
text = "s0"

[[scene.s0.choice]]
id = "down"
text = "Down."
effects = { n = -1 }
when = "n >= 3"
to = [{ when = "trust + (m + connection < 35) - 1 > 0", to = "s1" }, "s0"]

[scene.s1]
text = [{ when = "seen.s0", text = "After." }]

[[scene.s1.choice]]
id = "stay"
text = "Stay."
effects = { m = 1 }
to = "here"
"""
    + _ENDING
)

# One reading in 69 thousand million goes round for ever: no mean is to be had of all of them.

RARELY_CAUGHT = (
    HEAD
    + """
[counters]
n = 0

[scene.s0]
text = "s0"

[[scene.s0.choice]]
id = "out"
text = "Out."
to = "e"

[[scene.s0.choice]]
id = "stay"
text = "Stay."
effects = { n = 1 }
to = [{ when = "n == 36", to = "s1" }, "here"]

[scene.s1]
text = "s1"
then = "s1"
"""
    + _ENDING
)

STORIES = {
    "a reply after a page": REPLY_AFTER_A_PAGE,
    "a reply after a scene": REPLY_AFTER_A_SCENE,
    "a text after a scene": TEXT_AFTER_A_SCENE,
    "rarely caught": RARELY_CAUGHT,
}
