"""What a command says when it cannot do what it was asked."""

# Exit statuses besides 0.
FAULT = 1
MISUSE = 2


class CommandError(Exception):
    """Something the user can put right: what happened, where, and what to do. `status` is the exit status."""

    def __init__(self, message: str, status: int = MISUSE) -> None:
        super().__init__(message)
        self.status = status
