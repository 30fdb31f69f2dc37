"""What is kept on disk: readings, and the player's settings.

For whoever builds on this:

- `home()` says where things lie; everything below takes the `Home` that it returns.
- `Bookcase(home)` is the shelf's memory: `begin`, `resume`, `readings`, `record`, `latest`, `forget`.
- A `Reading` is one open reading. `choose(choice_id)` returns the next `Moment` when the choice is on
  disk, `rewind(moment)` goes back, `close()` lets the file go. `notice` is a sentence for the player, or
  an empty string. It may change after `choose`, `rewind` and `close` (a full disk, and room again), so
  show it whenever it differs from what was shown last.
- `load_settings(home)` returns the settings and a sentence about a broken file, or an empty string;
  `save_settings(home, settings)` returns a sentence if they could not be kept, or an empty string.

Nothing here raises because of a disk, a damaged file or another window: the player is told in words and
reads on. What a story can raise (`rules.ChoiceClosedError`, `rules.NoWayOnError`) passes through.
"""
