"""The operator's board."""

from fastapi import APIRouter, Depends, Request, Response

from serving.routers.asked import House, Now
from serving.usecases.board import board
from serving.web.page import page
from serving.web.session import operator

router = APIRouter(include_in_schema=False)


@router.get("/board", dependencies=[Depends(operator)])
def show(request: Request, house: House, now: Now) -> Response:
    """Show what decides, what it chose, and whether everything is fresh."""
    return page(request, "board.html", board=board(house, now), now=now)
