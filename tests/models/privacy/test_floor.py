import pytest

from models.privacy.floor import suppressions

PARENTS = {"all": None, "a": "all", "b": "all", "c": "all"}


def hidden(**vouched: float) -> dict[str, str]:
    return suppressions(vouched, PARENTS)


@pytest.mark.parametrize(("athletes", "shown"), [(10, False), (11, True), (1, False), (0, False)])
def test_the_floor_is_eleven(athletes: int, shown: bool) -> None:
    assert (suppressions({"all": athletes}, PARENTS) == {}) is shown


def test_large_cohorts_hide_nothing() -> None:
    assert hidden(all=100, a=40, b=35, c=25) == {}


def test_a_small_cohort_takes_the_smallest_other_one_with_it() -> None:
    # everyone minus a and b would give the ten away
    assert hidden(all=100, a=60, b=30, c=10) == {"c": "small", "b": "complement"}


def test_a_cohort_whose_complement_is_small_is_hidden() -> None:
    assert suppressions({"all": 40, "a": 35, "b": 5}, PARENTS) == {"b": "small", "a": "complement"}


def test_small_cohorts_that_hide_each_other_take_nobody_along() -> None:
    assert hidden(all=78, a=60, b=10, c=8) == {"b": "small", "c": "small"}


def test_nobody_vouched_for_is_still_too_few_to_be_derived() -> None:
    assert hidden(all=100, a=60, b=40, c=-3) == {"c": "small", "b": "complement"}


def test_below_a_hidden_parent_nothing_is_shown() -> None:
    parents = {**PARENTS, "b1": "b", "b2": "b"}
    vouched = {"all": 100, "a": 60, "b": 30, "c": 10, "b1": 15, "b2": 15}

    found = suppressions(vouched, parents)

    assert (found["b"], found["b1"], found["b2"]) == ("complement",) * 3
