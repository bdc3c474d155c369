import typeguard

from infra.unguarded import unguarded


class Plain:
    def double(self, x: int) -> int:
        return x * 2


def test_classes_stay_as_written_until_the_end_and_no_longer() -> None:
    rewriting = typeguard.typechecked
    written = Plain.double
    with unguarded():
        assert typeguard.typechecked(Plain) is Plain
        assert typeguard.typechecked()(Plain) is Plain
        assert Plain.double is written
    assert typeguard.typechecked is rewriting
