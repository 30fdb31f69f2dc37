"""``leeway schema``: the JSON Schema of the story format."""

import json

from game.story.schema import schema


def run() -> int:
    """Print the schema; an editor that is pointed at it completes keys and underlines mistakes. Returns 0."""
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0
