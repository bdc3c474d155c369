"""One document of each kind of Oura's API, with the fields its spec names (1.37)."""

from typing import Any

DAY, AT = "2026-08-10", "2026-08-10T04:00:00.000-07:00"
_SAMPLE = {"interval": 300.0, "items": [50.0, None, 52.0], "timestamp": AT}
_BASE = {"id": "d1", "day": DAY}
_SPAN = {"start_datetime": "2026-08-10T21:00:00-07:00", "end_datetime": "2026-08-10T21:15:00-07:00"}

DOCUMENTS: dict[str, dict[str, Any]] = {
    "daily_activity": {
        **_BASE, "score": None, "active_calories": 410, "average_met_minutes": 1.4,
        "class_5_min": None, "contributors": {"stay_active": None}, "steps": 8342,
        "equivalent_walking_distance": 9800, "met": _SAMPLE, "timestamp": AT,
    },
    "daily_cardiovascular_age": {**_BASE, "vascular_age": None, "pulse_wave_velocity": 6.5},
    "daily_readiness": {
        **_BASE, "contributors": {"hrv_balance": None}, "score": 79,
        "temperature_deviation": None, "temperature_trend_deviation": 0.1, "timestamp": AT,
    },
    "daily_resilience": {
        **_BASE, "level": "solid",
        "contributors": {"sleep_recovery": 60.5, "daytime_recovery": 40.0, "stress": 30.0},
    },
    "daily_sleep": {
        **_BASE, "contributors": {"restfulness": None}, "score": None, "timestamp": AT,
    },
    "daily_spo2": {**_BASE, "spo2_percentage": None, "breathing_disturbance_index": 4},
    "daily_stress": {**_BASE, "stress_high": None, "recovery_high": 900, "day_summary": "normal"},
    "enhanced_tag": {
        "id": "d1", "tag_type_code": None, "start_time": AT, "end_time": None,
        "start_day": DAY, "end_day": None, "comment": "tea", "custom_name": None,
    },
    "rest_mode_period": {
        "id": "d1", "start_day": DAY, "start_time": None, "end_day": None, "end_time": None,
        "episodes": [{"tags": ["tag_a"], "timestamp": AT}],
    },
    "session": {
        **_BASE, **_SPAN, "type": "meditation", "mood": "good", "heart_rate": _SAMPLE,
        "heart_rate_variability": None, "motion_count": None,
    },
    "sleep": {
        **_BASE, "type": "long_sleep", "bedtime_start": "2026-08-09T23:14:02-07:00",
        "bedtime_end": "2026-08-10T07:04:02-07:00", "total_sleep_duration": 27000,
        "heart_rate": _SAMPLE, "low_battery_alert": False, "period": 0, "time_in_bed": 28200,
        "readiness": {"contributors": {"hrv_balance": 70}, "score": 80,
                      "temperature_deviation": -0.1, "temperature_trend_deviation": None},
    },
    "sleep_time": {
        **_BASE, "optimal_bedtime": {"day_tz": -25200, "start_offset": -3600, "end_offset": 0},
        "recommendation": "earlier_bedtime", "status": "optimal_found",
    },
    "tag": {**_BASE, "text": None, "timestamp": AT, "tags": ["tag_generic_nocaffeine"]},
    "vO2_max": {**_BASE, "timestamp": AT, "vo2_max": 46},
    "workout": {
        **_BASE, **_SPAN, "activity": "cycling", "calories": None, "distance": None,
        "intensity": "moderate", "label": None, "source": "autodetected",
    },
    "heartrate": {"timestamp": AT, "timestamp_unix": 1786435200, "bpm": 48, "source": "sleep"},
    "ring_battery_level": {
        "timestamp": AT, "timestamp_unix": 1786435200, "level": 80, "charging": None,
        "in_charger": False,
    },
    "ring_configuration": {
        "id": "d1", "color": "silver", "design": "heritage", "firmware_version": "2.1.0",
        "hardware_type": "gen4", "set_up_at": None, "size": 10,
    },
    "personal_info": {
        "id": "d1", "age": 40, "weight": 80.5, "height": 1.8, "biological_sex": "male",
        "email": None,
    },
}  # fmt: skip
