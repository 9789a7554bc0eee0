"""Publishing a list or a monitoring: files for machines and for people, whole or not at all."""

from houvast.publish.monitoring import publish_monitoring
from houvast.publish.publish import publish_list

__all__ = ["publish_list", "publish_monitoring"]
