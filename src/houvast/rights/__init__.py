"""What a person may ask: to see all that is held about them, to be erased, and not to be estimated."""

from houvast.rights.access import Answer, answer_access
from houvast.rights.erase import Erasure, erase_people, find_traces_of
from houvast.rights.objection import Objection, note_objection
from houvast.rights.people import find_id
from houvast.rights.rotate import Rotation, rotate_key
from houvast.rights.turning import find_turned

__all__ = [
    "Answer",
    "Erasure",
    "Objection",
    "Rotation",
    "answer_access",
    "erase_people",
    "find_id",
    "find_traces_of",
    "find_turned",
    "note_objection",
    "rotate_key",
]
