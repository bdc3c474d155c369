"""Put the pages and their files on the API's application."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from serving import problems
from serving.web import entry, leaving, operator, today, welcome
from serving.web.forms import BadForm
from serving.web.page import STATIC, page
from serving.web.session import COOKIE, SignedOut


def mount(app: FastAPI) -> None:
    """Add the routes, the files, and the way back for who is signed out."""
    for part in (entry, welcome, today, leaving, operator):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(BadForm, _bad_form)
    app.add_exception_handler(HTTPException, _http)


async def _signed_out(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignedOut)
    target = f"/sign-in?why={error.why}"
    if request.headers.get("HX-Request"):
        # htmx follows a redirect inside the part it asked for
        return Response(status_code=204, headers={"HX-Redirect": target})
    answer = RedirectResponse(target, 303)
    if error.why == "expired":
        answer.delete_cookie(COOKIE)
    return answer


async def _bad_form(request: Request, error: Exception) -> Response:
    return page(request, "bad_form.html", status=422, message=str(error))


async def _http(request: Request, error: Exception) -> Response:
    """Show people a page where programs get problem+json."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
        return page(request, "missing.html", status=404)
    return await problems.http_problem(request, error)
