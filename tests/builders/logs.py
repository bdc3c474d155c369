"""Headers of strength logs, and one set of each."""

STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,RPE\n"
DEADLIFT = "2026-08-01 07:30:00,Back,1h 5m,Deadlift,1,100.0,5.0,0,0.0,8.5\n"
ANDROID = "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time\n"
PRESS = "2026-08-01,Press,Shoulders,18.0,10,,,\n"
IOS = (
    "Name,StartTime,EndTime,BodyWeight,Exercise,Equipment,Reps,Weight,Time,Distance,Status,"
    "IsWarmup,RPE,RIR,Categories,Note\n"
)
ROW = (
    'Pull,2026-08-01T22:30:00Z,2026-08-01T23:10:00Z,"80,5",Row,Cable,8,"60,0",,,Done,false,'
    '"8,5",1,Back,easy\n'
)
NATIVE = "date,exercise,set,type,reps,weight_kg,rpe,rir,notes\n"
LUNGE = "2026-08-01,Lunge,1,normal,12,20.5,8,2,left first\n"
