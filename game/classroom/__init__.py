"""A class that plays together: a laptop, a projector, and phones or hands.

For whoever builds on this:

- `room.Room` is a class: `open`, `resume` and `read` make one, the teacher's verbs and the phones' move it,
  `view(seat)` is all that a phone is told, `history` the rounds as counts, `settled()` waits for the disk.
- `state` is what is true and can be seen; every change is an `event`, applied by `session`, kept by `log`,
  applied again by `replay`; `round` is the state machine.
- `pacing` proposes what is talked through, `care` has the norms and the help page.
- `network` serves the phones, and has none of the teacher's verbs; `host` stands on the projector.
"""
