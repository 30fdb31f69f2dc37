"""What the game says of itself. The one place for it: About and the first run show these paragraphs."""

DISCLAIMER = (
    "These are stories. The people in them are invented, and so are the sizes of what their choices do.",
    "Nothing here is advice, a diagnosis or therapy, and the map at the end of a reading measures nobody, "
    "least of all you. The studies behind it say which way a thing tends to go, never how far; they leave "
    "many people out, and they age.",
    "If a page comes too near, close it. Your place is kept. For what is not a story, somebody you trust, "
    "or somebody trained for it, is better company than a book.",
)

ABOUT = (
    "Leeway is the freedom that you leave someone. It is also how far a boat drifts while it thinks that "
    "it holds its course.",
    "You live a story one choice at a time. Two things move with what you choose and are never shown: how "
    "far what you do is your own, and how close you are to each other. Neither is a score.",
    *DISCLAIMER,
    "Nothing you choose leaves this computer. `leeway forget` removes it.",
    "The program is free under the MIT licence; stories, guides and pictures under CC BY-SA 4.0.",
)
