"""Pages from templates: escaped by default, under a policy that allows our own files only."""

from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from serving.coach.deterministic import reason_words

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SYMPTOMS = {
    "syncope": "fainting",
    "stroke_signs": "face drooping, arm weak or speech slurred",
}
"""Codes that are no everyday words."""


def _environment() -> Environment:
    loader = FileSystemLoader(FOLDER / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    made.filters["reason"] = lambda code: reason_words(code, "en")
    made.filters["words"] = _words
    made.filters["counted"] = _counted
    made.filters["symptom"] = lambda code: SYMPTOMS.get(code, _words(code))
    return made


def _words(code: str) -> str:
    return code.replace("_", " ")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


TEMPLATES = Jinja2Templates(env=_environment())


def page(request: Request, name: str, status: int = 200, **facts: Any) -> Response:
    """Return a template's page, or a part of one."""
    return TEMPLATES.TemplateResponse(request, name, facts, status_code=status, headers=HEADERS)
