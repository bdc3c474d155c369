"""Take live samples: good ones go on, bad ones are named, a red flag is acted on at once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi.exceptions import RequestValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.events import AthleteEvent, WearableSample
from models.features.samples import Unfit, check, instant
from models.safety.vitals import RedFlagVital, red_flag, worst
from serving.bodies import SampleBody
from serving.db.outbox import enqueue
from serving.db.red_flags import RedFlag
from serving.replies import FlagReply, RefusedSample
from serving.usecases.facts import facts_of, find_athlete
from serving.usecases.superseding import supersede

NAMES = uuid.uuid5(uuid.NAMESPACE_OID, topics.WEARABLES.name)


@dataclass(frozen=True, slots=True)
class Judged:
    """The samples of a request: each once, and those that were refused."""

    good: Sequence[WearableSample]
    refused: Sequence[RefusedSample]


def judged(user_id: str, sent: Iterable[SampleBody], now: datetime) -> Judged:
    """Judge each sample alone; one that is bad takes no other with it."""
    good: dict[str, WearableSample] = {}
    refused: list[RefusedSample] = []
    for index, body in enumerate(sent):
        try:
            sample = _sample(user_id, body, now)
            check(sample, now)
        except Unfit as unfit:
            told = RefusedSample(
                index=index, field=unfit.field, reason=unfit.reason, detail=unfit.detail
            )
            refused.append(told)
        else:
            good[sample.event_id] = sample
    return Judged(list(good.values()), refused)


def refusal(refused: Iterable[RefusedSample]) -> RequestValidationError:
    """Return the refusal of a request in which no sample was good."""
    return RequestValidationError(
        [
            {"loc": ("body", "samples", r.index, r.field), "msg": r.detail, "type": r.reason}
            for r in refused
        ]
    )


def _sample(user_id: str, body: SampleBody, now: datetime) -> WearableSample:
    start, end = instant("start_ts", body.start_ts), instant("end_ts", body.end_ts)
    told = (user_id, body.metric, start.isoformat(), end.isoformat(), body.source, body.value)
    return WearableSample(
        # sending a sample twice is saying it once
        event_id=str(uuid.uuid5(NAMES, "|".join(map(str, told)))),
        user_id=user_id,
        metric=body.metric,
        value=body.value,
        unit=body.unit,
        start_ts=start,
        end_ts=end,
        source=body.source,
        recorded_at=now,
    )


@dataclass(frozen=True, slots=True)
class _Alarm:
    """A red flag and the sample that shows it."""

    flag: RedFlagVital
    sample: WearableSample


@dataclass(frozen=True, slots=True)
class Intake:
    """Take samples that were judged good, inside one session's transaction."""

    session: Session
    now: datetime

    def take(self, user_id: str, samples: Sequence[WearableSample]) -> list[FlagReply]:
        """Pass the samples on; record what is dangerous and withdraw the plan that it forbids."""
        find_athlete(self.session, user_id)
        for sample in samples:
            enqueue(self.session, topics.WEARABLES, sample)
        alarms = _alarms(samples)
        new = [alarm for alarm in alarms if not self._known(alarm)]
        for alarm in new:
            self._incident(alarm)
        if new:
            self._withdraw(user_id, by=_event_id(new[0]))
        return [_reply(alarm) for alarm in alarms]

    def _known(self, alarm: _Alarm) -> bool:
        query = select(RedFlag.id).where(
            RedFlag.user_id == alarm.sample.user_id,
            RedFlag.reason == alarm.flag.reason,
            RedFlag.level == alarm.flag.level,
            RedFlag.occurred_at == alarm.sample.end_ts,
        )
        return self.session.scalar(query.limit(1)) is not None

    def _incident(self, alarm: _Alarm) -> None:
        flag, sample = alarm.flag, alarm.sample
        row = RedFlag(
            user_id=sample.user_id,
            reason=flag.reason,
            level=flag.level,
            detail=flag.detail,
            occurred_at=sample.end_ts,
        )
        self.session.add(row)
        self.session.flush()
        event = AthleteEvent(
            event_id=_event_id(alarm),
            kind="safety",
            user_id=sample.user_id,
            payload={
                "level": flag.level,
                "reason": "red_flag_vital",
                "vital": flag.reason,
                "detail": flag.detail,
            },
            occurred_at=sample.end_ts,
            recorded_at=self.now,
        )
        enqueue(self.session, topics.ATHLETE_EVENTS, event)

    def _withdraw(self, user_id: str, *, by: str) -> None:
        """Take the open plan out of force while an emergency holds."""
        facts = facts_of(self.session, user_id, self.now)
        if facts.open is not None and worst(facts.vitals) == "emergency":
            supersede(self.session, facts.open, by=by, at=self.now)


def _alarms(samples: Iterable[WearableSample]) -> list[_Alarm]:
    """Return the newest alarm of each kind and level, the worst first: a minute is no incident."""
    newest: dict[tuple[str, str], _Alarm] = {}
    for sample in sorted(samples, key=lambda one: one.end_ts):
        flag = red_flag(sample.metric, sample.value)
        if flag is not None:
            newest[flag.level, flag.reason] = _Alarm(flag, sample)
    # "emergency" sorts before "refer"
    return [newest[key] for key in sorted(newest)]


def _event_id(alarm: _Alarm) -> str:
    return str(uuid.uuid5(uuid.UUID(alarm.sample.event_id), "safety"))


def _reply(alarm: _Alarm) -> FlagReply:
    return FlagReply(
        reason=alarm.flag.reason,
        level=alarm.flag.level,
        detail=alarm.flag.detail,
        occurred_at=alarm.sample.end_ts,
    )
