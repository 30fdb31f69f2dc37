"""``python -P -m game``: the `leeway` command without its script."""

from game.cli import main

raise SystemExit(main())
