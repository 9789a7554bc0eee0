"""What a model makes of its people as a whole, as a scorecard and the workspace show it."""

from houvast.publish.model_views.view import DRAWN, ModelViews, build_model_views

__all__ = ["DRAWN", "ModelViews", "build_model_views"]
