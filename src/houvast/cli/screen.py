"""What the command line shows while it works: a progress line in a terminal, plain lines elsewhere."""

import contextlib
import sys
import time
from collections.abc import Iterator

from rich.console import Console

from houvast.progress import Watch


class Screen:
    """Where a command writes: results to standard output, progress and errors to standard error.

    Parameters
    ----------
    quiet : bool
        No progress and no summary; errors and paths still show.
    """

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.out = Console(quiet=quiet, soft_wrap=not sys.stdout.isatty(), highlight=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
        self.seconds: dict[str, float] = {}

    def watch(self) -> Watch:
        """Shows each step while it lasts, and its wall time when it has ended."""
        return self._show

    @contextlib.contextmanager
    def _show(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        with self._spinner(name):
            yield
        took = time.perf_counter() - start
        self.seconds[name] = self.seconds.get(name, 0.0) + took
        if not self.quiet:
            self.err.print(f"  {name:<22}{took:6.1f} s", style="dim")

    def _spinner(self, name: str) -> contextlib.AbstractContextManager:
        if self.quiet or not self.err.is_terminal:
            return contextlib.nullcontext()
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        progress = Progress(
            TextColumn("  {task.description:<22}"), BarColumn(), TimeElapsedColumn(), console=self.err, transient=True
        )
        progress.add_task(name, total=None)
        return progress
