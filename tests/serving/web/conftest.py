"""Somebody signed in to the pages, without a browser."""

from typing import Any

import pytest

from serving.web.session import COOKIE
from tests.serving.conftest import DAY_ONE, House, Phone


def signed_in(house: House, phone: Phone) -> Any:
    """Return what asks for pages with an athlete's cookie; `phone` is their client."""

    def ask(method: str, path: str, **more: Any) -> Any:
        headers = {
            "X-As-Of": DAY_ONE,
            "Cookie": f"{COOKIE}={phone.token}",
            **more.pop("headers", {}),
        }
        return house.http.request(method, path, headers=headers, follow_redirects=False, **more)

    ask.phone = phone  # type: ignore[attr-defined]
    return ask


@pytest.fixture
def person(house: House) -> Any:
    """Sign an athlete in."""
    return signed_in(house, house.athlete())
