-- The peer of `feature_build`: what an engineer would write by hand for these features alone, in one
-- statement. Same windows, same least numbers of known values; {as_of} is the time of the build.
WITH nights AS (
  SELECT user_id,
         to_date(timestamp_seconds(unix_timestamp(end_ts) + 60 * utc_offset_min
           + 3600 * IF(metric IN ('hrv_sdnn_ms', 'resting_hr_bpm'), 24 - 7, 24 - 15))) AS day,
         avg(IF(metric = 'hrv_rmssd_ms', value, NULL)) AS rmssd,
         avg(IF(metric = 'hrv_sdnn_ms', value, NULL)) AS sdnn,
         avg(IF(metric = 'resting_hr_bpm', value, NULL)) AS resting_hr,
         avg(IF(metric = 'lowest_hr_night_bpm', value, NULL)) AS lowest_hr,
         avg(IF(metric = 'oura_readiness_score', value, NULL)) AS readiness,
         avg(IF(metric = 'temperature_deviation_c', value, NULL)) AS temperature,
         max(available_at) AS nightly_at
  FROM observations
  WHERE is_primary AND metric IN ('hrv_rmssd_ms', 'hrv_sdnn_ms', 'resting_hr_bpm',
    'lowest_hr_night_bpm', 'oura_readiness_score', 'temperature_deviation_c')
  GROUP BY 1, 2
), slept AS (
  SELECT user_id, day, sum(asleep_h) AS asleep_h, sum(deep_h) AS deep_h, sum(rem_h) AS rem_h,
         max_by(efficiency, asleep_h) AS efficiency, max(available_at) AS slept_at
  FROM sleep_sessions WHERE is_primary GROUP BY user_id, day
  HAVING sum(asleep_h) BETWEEN 2 AND 16
), moved AS (
  SELECT user_id, day,
         max(IF(metric = 'steps' AND merged <= 100000, merged, NULL)) AS steps,
         max(IF(metric = 'active_energy_kcal' AND merged <= 8000, merged, NULL)) AS energy,
         max(available_at) AS moved_at
  FROM daily_totals WHERE metric IN ('steps', 'active_energy_kcal') GROUP BY user_id, day
), trained AS (
  SELECT user_id, day, count(*) AS sessions, sum(duration_min) AS minutes,
         sum(duration_min * coalesce(rpe, CASE
           WHEN activity = 'HighIntensityIntervalTraining' THEN 7.5D
           WHEN activity IN ('Running', 'Rowing', 'FunctionalStrengthTraining',
             'TraditionalStrengthTraining') THEN 6D
           WHEN activity = 'Swimming' THEN 5.5D WHEN activity = 'Hiking' THEN 4D
           WHEN activity IN ('Walking', 'Pilates') THEN 3D WHEN activity = 'Yoga' THEN 2.5D
           WHEN activity = 'MindAndBody' THEN 1.5D
           WHEN activity IN ('Meditation', 'Breathing') THEN 1D ELSE 5D END)) AS load,
         max(available_at) AS trained_at
  FROM workouts WHERE is_primary GROUP BY user_id, day
), known AS (
  SELECT user_id, day FROM nights UNION ALL SELECT user_id, day FROM slept
  UNION ALL SELECT user_id, day FROM moved UNION ALL SELECT user_id, day FROM trained
), spans AS (
  SELECT /*+ BROADCAST(athletes) */ known.user_id, min(day) AS first,
         first(coalesce(timezone, 'UTC')) AS zone
  FROM known LEFT JOIN athletes ON known.user_id = athletes.user_id GROUP BY known.user_id
), days AS (
  SELECT user_id, zone, explode(sequence(first, today)) AS day
  FROM (SELECT *, to_date(from_utc_timestamp({as_of}, zone)) AS today FROM spans)
  WHERE first <= today
), grid AS (
  SELECT user_id, day, to_utc_timestamp(CAST(day AS timestamp), zone) AS midnight,
         rmssd, sdnn, resting_hr, lowest_hr, readiness, temperature, asleep_h, efficiency, deep_h,
         rem_h, steps, energy, sessions, minutes, load,
         greatest(nightly_at, slept_at) AS night_at, greatest(moved_at, trained_at) AS day_at,
         max(greatest(nightly_at, slept_at, moved_at, trained_at) IS NOT NULL)
           OVER (PARTITION BY user_id ORDER BY day ROWS 6 PRECEDING) AS seen
  FROM days LEFT JOIN nights USING (user_id, day) LEFT JOIN slept USING (user_id, day)
    LEFT JOIN moved USING (user_id, day) LEFT JOIN trained USING (user_id, day)
), rested AS (
  SELECT * EXCEPT (sessions, minutes, load), ln(rmssd) AS ln_rmssd, ln(sdnn) AS ln_sdnn,
         IF(seen, coalesce(sessions, 0), NULL) AS sessions,
         IF(seen, coalesce(minutes, 0D), NULL) AS minutes,
         IF(seen, coalesce(load, 0D), NULL) AS load
  FROM grid
), rolled AS (
  SELECT *,
         max(night_at) OVER n90 AS last_night, max(day_at) OVER d90 AS last_day,
         count(rmssd) OVER n7 AS rmssd_n, avg(rmssd) OVER n7 AS rmssd_7,
         count(sdnn) OVER n7 AS sdnn_n, avg(sdnn) OVER n7 AS sdnn_7,
         count(resting_hr) OVER n7 AS hr_n, avg(resting_hr) OVER n7 AS hr_7,
         count(readiness) OVER n7 AS readiness_n, avg(readiness) OVER n7 AS readiness_7,
         count(asleep_h) OVER n7 AS asleep_n, avg(asleep_h) OVER n7 AS asleep_7,
         stddev_samp(asleep_h) OVER n7 AS asleep_sd,
         count(ln_rmssd) OVER d28 AS ln_rmssd_n, avg(ln_rmssd) OVER d28 AS ln_rmssd_28,
         greatest(stddev_samp(ln_rmssd) OVER d28, 0.05D) AS ln_rmssd_sd,
         count(ln_sdnn) OVER d28 AS ln_sdnn_n, avg(ln_sdnn) OVER d28 AS ln_sdnn_28,
         greatest(stddev_samp(ln_sdnn) OVER d28, 0.05D) AS ln_sdnn_sd,
         count(resting_hr) OVER d28 AS hr_28_n, avg(resting_hr) OVER d28 AS hr_28,
         greatest(stddev_samp(resting_hr) OVER d28, 1D) AS hr_sd,
         max(steps) OVER d1 AS steps_1, count(steps) OVER d7 AS steps_n, avg(steps) OVER d7 AS steps_7,
         count(steps) OVER d28 AS steps_28_n, avg(steps) OVER d28 AS steps_28,
         count(energy) OVER d7 AS energy_n, avg(energy) OVER d7 AS energy_7,
         count(minutes) OVER d14 AS minutes_n, avg(minutes) OVER d14 AS minutes_14,
         sum(sessions) OVER d7 AS sessions_7, max(IF(sessions > 0, day, NULL)) OVER d90 AS trained_on,
         max(load) OVER d1 AS load_1, count(load) OVER d7 AS load_n, sum(load) OVER d7 AS load_sum,
         max(load) OVER d7 AS load_max, avg(load) OVER d7 AS load_7, stddev_samp(load) OVER d7 AS load_sd,
         count(load) OVER d28 AS load_28_n, avg(load) OVER d28 AS load_28,
         count(load) OVER d42 AS load_42_n,
         avg(load) OVER before AS load_before
  FROM rested
  WINDOW n7 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW),
         n90 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 89 PRECEDING AND CURRENT ROW),
         d1 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING),
         d7 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING),
         d14 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 14 PRECEDING AND 1 PRECEDING),
         d28 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING),
         d42 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 42 PRECEDING AND 1 PRECEDING),
         d90 AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 90 PRECEDING AND 1 PRECEDING),
         before AS (PARTITION BY user_id ORDER BY day ROWS BETWEEN 28 PRECEDING AND 8 PRECEDING)
), figures AS (
  SELECT *, greatest(midnight, last_night, last_day) AS event_ts,
         CASE WHEN load_n < 7 THEN NULL WHEN load_7 = 0 THEN 0D WHEN load_sd = 0 THEN 10D
           ELSE least(load_7 / load_sd, 10D) END AS monotony
  FROM rolled
)
SELECT user_id, day, event_ts,
       rmssd AS hrv_rmssd_ms, IF(rmssd_n >= 3, rmssd_7, NULL) AS hrv_rmssd_7d_mean,
       IF(ln_rmssd_n < 7 OR rmssd IS NULL, NULL,
         greatest(-6D, least(6D, (ln_rmssd - ln_rmssd_28) / ln_rmssd_sd))) AS hrv_rmssd_z_28d,
       sdnn AS hrv_sdnn_ms, IF(sdnn_n >= 3, sdnn_7, NULL) AS hrv_sdnn_7d_mean,
       IF(ln_sdnn_n < 7 OR sdnn IS NULL, NULL,
         greatest(-6D, least(6D, (ln_sdnn - ln_sdnn_28) / ln_sdnn_sd))) AS hrv_sdnn_z_28d,
       resting_hr AS resting_hr_bpm, IF(hr_n >= 3, hr_7, NULL) AS resting_hr_7d_mean,
       IF(hr_28_n < 7 OR resting_hr IS NULL, NULL,
         greatest(-6D, least(6D, (resting_hr - hr_28) / hr_sd))) AS resting_hr_z_28d,
       lowest_hr AS lowest_hr_night_bpm, readiness AS oura_readiness_score,
       IF(readiness_n >= 3, readiness_7, NULL) AS oura_readiness_7d_mean,
       temperature AS temperature_deviation_c,
       asleep_h AS sleep_duration_h, efficiency AS sleep_efficiency, deep_h AS sleep_deep_h,
       rem_h AS sleep_rem_h, IF(asleep_n >= 3, asleep_7, NULL) AS sleep_7d_mean_h,
       IF(asleep_n >= 3, asleep_sd, NULL) AS sleep_7d_sd_h,
       IF(asleep_n >= 3, (7D - asleep_7) * 7, NULL) AS sleep_debt_7d_h,
       steps_1 AS steps_1d, IF(steps_n >= 3, steps_7, NULL) AS steps_7d_mean,
       IF(steps_28_n >= 7, steps_28, NULL) AS steps_28d_mean,
       IF(energy_n >= 3, energy_7, NULL) AS active_energy_7d_mean,
       IF(minutes_n >= 7, minutes_14, NULL) AS active_minutes_14d_mean,
       CAST(sessions_7 AS double) AS workouts_7d,
       CAST(datediff(day, trained_on) AS double) AS days_since_workout,
       load_1 AS load_1d, load_sum AS load_7d_sum, load_max AS load_7d_max,
       IF(load_28_n >= 7, load_28, NULL) AS load_28d_mean,
       IF(load_28_n >= 21 AND load_42_n >= 28, least(10D, load_7 / nullif(load_before, 0D)), NULL)
         AS acwr_uncoupled,
       monotony AS monotony_7d, load_sum * monotony AS strain_7d
FROM figures WHERE event_ts <= {as_of}
