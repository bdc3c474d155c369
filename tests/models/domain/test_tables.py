import dataclasses

from models.domain import rows, tables, topics


def test_tables_are_named_once() -> None:
    paths = [t.path for t in tables.TABLES]

    assert len(set(paths)) == len(paths)
    assert {t.layer for t in tables.TABLES} == {"bronze", "silver", "gold"}


def test_keys_and_partitions_are_columns() -> None:
    for table in tables.TABLES:
        columns = {f.name for f in dataclasses.fields(table.record)}
        assert set(table.key) | set(table.partition) <= columns, table.path


def test_every_topic_is_keyed_by_a_field_of_its_record() -> None:
    for topic in topics.TOPICS:
        assert topic.key in {f.name for f in dataclasses.fields(topic.record)}, topic.name
        assert topics.history_file(topic).endswith(".jsonl.gz")


def test_every_record_is_immutable() -> None:
    for table in tables.TABLES:
        assert table.record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert rows.DailyFeatures in {t.record for t in tables.TABLES}
