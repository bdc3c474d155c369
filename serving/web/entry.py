"""The way in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from serving.problems import Problem
from serving.routers.asked import House
from serving.web.page import page
from serving.web.session import COOKIE, same_origin, sign_in

router = APIRouter(include_in_schema=False)

WHY = {
    "new": "",
    "expired": "Your session has ended. Please sign in again.",
    "other": "That page is for athletes; please sign in with an athlete's token.",
    "operator": "That page is for operators; please sign in with an operator's token.",
    "erased": "Your data is being erased. Thank you for having been here.",
}


@router.get("/")
async def home(request: Request) -> Response:
    """Send people to where they belong."""
    return RedirectResponse("/app" if COOKIE in request.cookies else "/sign-in", 303)


@router.get("/sign-in")
async def ask(request: Request, why: str = "new") -> Response:
    """Ask for the token."""
    return page(request, "sign_in.html", message=WHY.get(why, ""), failed=False)


@router.post("/sign-in", dependencies=[Depends(same_origin)])
async def enter(request: Request, house: House, token: Annotated[str, Form()] = "") -> Response:
    """Check the token and keep it in a cookie."""
    try:
        visitor = house.tokens.read(f"Bearer {token.strip()}")
    except Problem as problem:
        told = f"That did not work: {problem.detail}."
        return page(request, "sign_in.html", status=401, message=told, failed=True)
    answer = RedirectResponse("/app" if "athlete" in visitor.scopes else "/board", 303)
    sign_in(request, answer, token.strip())
    return answer


@router.post("/sign-out", dependencies=[Depends(same_origin)])
async def leave() -> Response:
    """Forget the token."""
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer
