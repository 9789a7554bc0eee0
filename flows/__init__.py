"""Prefect flows: what runs when, and what is tried again. All thinking is in `houvast`.

The one package that does something when it is imported: Prefect reads its settings from the
environment at import, and a flow that a worker starts must be as silent and as single-threaded as one
that the command line starts.
"""

from houvast.environment import limit_threads, silence

limit_threads()
silence()
