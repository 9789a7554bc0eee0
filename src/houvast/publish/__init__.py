"""Publishing a list: files for machines and for people, whole or not at all."""

from houvast.publish.publish import publish_list

__all__ = ["publish_list"]
