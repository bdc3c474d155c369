"""Classes of words in a statement, and which of them stand together."""

import pytest

from serving.coach.reading import readings


def found(text: str, *pair: str) -> list[str]:
    (one,) = readings([text])
    return [text[start:end] for start, end in one.together(pair)]


def test_two_classes_stand_together_in_either_order() -> None:
    assert found("my chest really hurts", "chest", "ache") == ["chest really hurts"]
    assert found("a pain in my chest", "chest", "ache") == ["pain in my chest"]


@pytest.mark.parametrize(
    "text",
    [
        "my chest is fine, my knee hurts",
        "my chest was on the mat, and the whole of the morning after that long set it hurts",
        "胸口没事，膝盖疼",
    ],
)
def test_what_is_far_or_of_another_part_does_not(text: str) -> None:
    assert found(text, "chest", "ache") == []


def test_a_third_class_only_has_to_be_there() -> None:
    assert found("jaw aches going uphill", "radiates_left", "effort", "arm_ache")
    assert not found("jaw moves going uphill", "radiates_left", "effort", "arm_ache")


def test_each_statement_knows_its_neighbours() -> None:
    first, second = readings(["one", "two"])

    assert (first.before, first.after) == ("", "two")
    assert (second.before, second.after) == ("one", "")
