"""What a person may ask: to see all that is held about them, to be erased, and not to be estimated."""

from houvast.rights.access import Answer, answer_access
from houvast.rights.erase import Erasure, erase_people, find_traces_of
from houvast.rights.objection import Objection, note_objection
from houvast.rights.people import find_id

__all__ = [
    "Answer",
    "Erasure",
    "Objection",
    "answer_access",
    "erase_people",
    "find_id",
    "find_traces_of",
    "note_objection",
]
