import re
from collections import Counter
from itertools import combinations

import pytest

from models.catalogue.actions import actions
from models.catalogue.activities import INTENSITY_WEIGHT, Activity, activities, fitting
from models.catalogue.contraindications import contraindications
from models.catalogue.digest import digest
from models.catalogue.table import FILE, table
from models.domain.events import Site
from models.policy.slate import VERSION, SlateRequest, draw_slate

SITES = set(Site.__args__)  # type: ignore[attr-defined]
EVERY = list(activities().values())
CLAIMS = re.compile(r"\b(cure|heal|treat|prevents?|burns? fat|detox|guarantee|proven|always work)")


def named(one: Activity) -> str:
    return one.catalogue_id


def test_twelve_actions_keep_their_ids() -> None:
    assert [a.id for a in actions()] == list(range(12))
    assert actions()[2].name == "Increase Meditation Frequency"
    assert {a.id for a in actions() if a.progressive} == {1, 6}
    assert len({a.key for a in actions()}) == 12


def test_there_are_enough_of_every_type() -> None:
    kinds = Counter(one.type for one in EVERY)

    assert len(EVERY) >= 80
    assert set(kinds) == {"exercise", "meditation", "journaling"}
    assert min(kinds.values()) >= 12


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_an_activity_is_concrete(one: Activity) -> None:
    assert 3 <= len(one.instructions) <= 5
    assert all(15 <= len(step) <= 160 and step[-1] in ".?" for step in one.instructions)
    assert 20 <= len(one.description) <= 100
    assert one.intensity in INTENSITY_WEIGHT
    assert 1 <= one.rpe <= 10
    assert 3 <= one.minutes <= 60
    assert set(one.loads_sites) <= SITES
    assert one.actions == tuple(sorted(set(one.actions)))
    assert one.actions
    assert set(one.actions) <= set(range(12))


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_words_claim_nothing_that_a_wellness_product_may_not(one: Activity) -> None:
    text = " ".join([one.name, one.description, *one.instructions]).lower()

    assert not CLAIMS.search(text)


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_effort_and_intensity_agree(one: Activity) -> None:
    low, high = {"Low": (1, 4), "Moderate": (4, 7), "High": (7, 10)}[one.intensity]

    assert low <= one.rpe <= high
    assert one.type == "exercise" or one.intensity == "Low"


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_contraindications_are_known_and_hard_work_names_the_heart(one: Activity) -> None:
    assert set(one.contraindications) <= set(contraindications())
    if one.intensity == "High":
        assert {"heart_condition", "fever", "pregnancy"} <= set(one.contraindications)
    if one.type == "exercise" and one.intensity != "Low":
        assert "fever" in one.contraindications


def test_every_contraindication_keeps_somebody_from_something() -> None:
    used = {kind for one in EVERY for kind in one.contraindications}

    assert used == set(contraindications())
    assert all(one.source and one.advice.endswith(".") for one in contraindications().values())


@pytest.mark.parametrize("kind", list(contraindications()))
@pytest.mark.parametrize("action", range(12))
def test_nobody_is_left_without_a_slate(kind: str, action: int) -> None:
    left = [a for a in fitting(action) if kind not in a.contraindications and not a.equipment]

    assert len(left) >= 5


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_a_progression_is_harder_and_a_regression_easier(one: Activity) -> None:
    for name, sign in ((one.progression, 1), (one.regression, -1)):
        if name is not None:
            other = activities()[name]
            assert other.type == one.type
            assert sign * (other.planned_load - one.planned_load) > 0
            assert sign * (other.rpe - one.rpe) >= 0


def test_every_way_up_ends() -> None:
    for one in EVERY:
        seen = [one.catalogue_id]
        while (following := activities()[seen[-1]].progression) is not None:
            assert following not in seen
            seen.append(following)


def test_most_activities_have_somewhere_to_go() -> None:
    alone = [one.catalogue_id for one in EVERY if one.progression is None is one.regression]

    assert len(alone) <= len(EVERY) / 20, alone


def test_nothing_stands_there_twice() -> None:
    assert len({one.name.lower() for one in EVERY}) == len(EVERY)
    for one, other in combinations(EVERY, 2):
        shared = set(one.instructions) & set(other.instructions)
        assert len(shared) < min(len(one.instructions), len(other.instructions)) / 2, shared
        assert one.description != other.description


@pytest.mark.parametrize("one", [a for a in EVERY if a.work], ids=named)
def test_the_work_fits_into_the_minutes_and_the_words(one: Activity) -> None:
    assert sum(part.time_s for part in one.work) <= one.minutes * 60 * 1.05
    assert max(part.effort for part in one.work) <= one.rpe + 2
    assert {e for part in one.work for e in part.what.equipment} <= set(one.equipment)
    assert {s for part in one.work for s in part.what.loads_sites} <= set(one.loads_sites)


def test_strength_is_prescribed_and_names_its_muscles() -> None:
    heavy = [a for a in EVERY if a.rpe >= 5 and 8 in a.actions and a.type == "exercise"]

    assert len(heavy) >= 20
    assert all(one.work and one.muscles for one in heavy)
    assert activities()["barbell-strength"].muscles == ("quads", "chest", "back")


def test_the_missions_activities_are_there() -> None:
    assert activities()["breathing-4-7-8"].name == "4-7-8 Breathing Technique"
    assert activities()["body-scan"].minutes == 10
    assert list(activities()) == sorted(activities())


@pytest.mark.parametrize(("action", "kind"), [(2, "meditation"), (4, "journaling")])
def test_an_action_of_the_mind_is_mostly_filled_with_it(action: int, kind: str) -> None:
    fits = fitting(action)

    assert sum(one.type == kind for one in fits) >= 0.4 * len(fits)


@pytest.mark.parametrize("action", range(12))
def test_every_action_makes_a_slate_within_fifty_minutes(action: int) -> None:
    free = tuple(a for a in fitting(action) if not a.equipment)
    request = SlateRequest(candidates=free, scores={}, minutes=50, seed=action, temperature=1.0)

    assert 5 <= len(draw_slate(request).slots) <= 7


def test_another_catalogue_is_another_slate_policy() -> None:
    """Whoever changes what may be offered to whom gives the slate policy a new name here."""
    assert (VERSION, digest()) == ("slots-2", "c97b1ed5a15e")


def test_the_readme_is_the_catalogue() -> None:
    assert FILE.read_text(encoding="utf-8") == table()
