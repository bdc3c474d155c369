"""The vendors' own clients behind pydantic-ai; one total deadline, no retries of their own."""

from typing import TYPE_CHECKING

from infra.settings import Settings

if TYPE_CHECKING:
    from pydantic_ai.models import Model


class UnknownVendor(ValueError):
    """`FITLOOP_COACH_MODEL` names a vendor that is not known."""


def model_of(settings: Settings) -> "Model":
    """Return the model that the settings name: `openai:NAME` or `anthropic:NAME`."""
    vendor, _, name = settings.coach_model.partition(":")
    makers = {"openai": _openai, "anthropic": _anthropic}
    if vendor not in makers or not name:
        raise UnknownVendor(
            f"FITLOOP_COACH_MODEL={settings.coach_model!r}: use openai:NAME or anthropic:NAME"
        )
    return makers[vendor](name, settings)


def _openai(name: str, settings: Settings) -> "Model":
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(
        api_key=settings.coach_api_key.get_secret_value(),
        base_url=settings.coach_base_url or None,
        max_retries=0,
        timeout=settings.coach_deadline_s,
    )
    return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))


def _anthropic(name: str, settings: Settings) -> "Model":
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(
        api_key=settings.coach_api_key.get_secret_value(),
        base_url=settings.coach_base_url or None,
        max_retries=0,
        timeout=settings.coach_deadline_s,
    )
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))
