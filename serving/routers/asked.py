"""Who asks, for whom, and when: the parameters that endpoints share."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from serving import clock
from serving.auth import Identity
from serving.service import Service


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


House = Annotated[Service, Depends(_service)]


async def _caller(
    house: House, authorization: Annotated[str | None, Header(description="Bearer TOKEN")] = None
) -> Identity:
    return house.tokens.read(authorization)


async def _signed(
    house: House, authorization: Annotated[str | None, Header(description="Bearer TOKEN")] = None
) -> Identity:
    return house.tokens.signed(authorization)


async def _now(
    house: House,
    as_of: Annotated[
        str | None,
        Header(alias=clock.HEADER, description="RFC 3339; only with FITLOOP_TEST_CLOCK=1"),
    ] = None,
) -> datetime:
    return house.clock.now(as_of)


Caller = Annotated[Identity, Depends(_caller)]
Signed = Annotated[Identity, Depends(_signed)]
"""Whoever holds a valid token: an erased athlete may ask what became of the erasure."""
Now = Annotated[datetime, Depends(_now)]


async def _athlete(
    caller: Caller,
    user_id: Annotated[str | None, Query(description="for coaches and operators")] = None,
) -> str:
    return caller.athlete(user_id)


AthleteId = Annotated[str, Depends(_athlete)]
