"""How the whole suite runs."""

import os

from hypothesis import settings

# A slow machine is no failure; and where a run decides about a change, it must decide the same twice.
settings.register_profile("leeway", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("leeway")
