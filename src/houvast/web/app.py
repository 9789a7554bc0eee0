"""The application: every declared route behind the gate, and the shield around it all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from houvast.web.gate import Gate, Route, check_declared
from houvast.web.routes import ROUTES
from houvast.web.shield import Shield
from houvast.web.upkeep import keep_up_daily
from houvast.web.visit import Workspace


def build_app(workspace: Workspace, routes: Sequence[Route] = ROUTES) -> FastAPI:
    """The application of a workspace.

    Raises
    ------
    UndeclaredRouteError
        Here, or when the application starts, where a route was added since: it has a route without roles.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        check_declared(app, routes)
        keeping = asyncio.create_task(keep_up_daily(workspace))
        yield
        keeping.cancel()

    app = FastAPI(title="houvast", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    gate = Gate(workspace, routes)
    for route in routes:
        app.add_api_route(
            route.path, gate.endpoint(route), methods=[route.method], response_model=None, include_in_schema=False
        )
    check_declared(app, routes)
    app.add_middleware(Shield, hosts=workspace.settings.hosts, secure=workspace.settings.secure)
    return app
