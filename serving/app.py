"""The HTTP API: `create_app` wires it, the lifespan migrates, warms up and relays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from infra.settings import Settings
from serving import problems
from serving.body_limit import BodyLimit
from serving.erasing import resume
from serving.migrate import migrate
from serving.request_id import RequestIds
from serving.routers import (
    activity,
    athletes,
    checkins,
    coach,
    decisions,
    experiments,
    health,
    imports,
    me,
    plan,
    policy,
    wearables,
)
from serving.service import Deps, Service, deps_of, service_of
from serving.web.mount import mount

log = structlog.get_logger(__name__)

ROUTERS = (
    imports,
    health,
    athletes,
    checkins,
    coach,
    activity,
    decisions,
    plan,
    policy,
    experiments,
    wearables,
    me,
)


def create_app(settings: Settings, deps: Deps | None = None) -> FastAPI:
    """Return the application; nothing is opened before its lifespan starts."""
    app = FastAPI(title="fitloop", lifespan=_lifespan)
    app.state.settings, app.state.deps = settings, deps
    app.state.ready = False
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestIds)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router.router)
    mount(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    deps: Deps = app.state.deps or deps_of(settings)
    service = service_of(settings, deps)
    app.state.service = service
    await run_sync(_warm, service)
    if service.relay:
        service.relay.start()
    app.state.ready = True
    yield
    if service.relay:
        await run_sync(service.relay.stop)
    service.ladder.close()
    service.database.close()


def _warm(service: Service) -> None:
    """Pay before the first request what the first request would pay."""
    try:
        migrate(service.database)
        resume(service)
    except DBAPIError as error:
        # plans are still served, unrecorded; readiness says why
        log.warning("database_unavailable_at_start", error=str(error))
    service.features.warm()
    service.ladder.warm()
    if service.agent is not None:
        service.agent.warm()
