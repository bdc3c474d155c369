"""The top of an Apple Health export: declaration, internal DTD, and who exported when.

The DTD names the elements and attributes of HealthKit Export Version 14 that appear here.
"""

DTD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT ExportDate EMPTY>
<!ATTLIST ExportDate
  value CDATA #REQUIRED
>
<!ELEMENT Me EMPTY>
<!ATTLIST Me
  HKCharacteristicTypeIdentifierDateOfBirth         CDATA #REQUIRED
  HKCharacteristicTypeIdentifierBiologicalSex       CDATA #REQUIRED
  HKCharacteristicTypeIdentifierBloodType           CDATA #REQUIRED
  HKCharacteristicTypeIdentifierFitzpatrickSkinType CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
  sourceVersion CDATA #IMPLIED
  device        CDATA #IMPLIED
  creationDate  CDATA #IMPLIED
  startDate     CDATA #REQUIRED
  endDate       CDATA #REQUIRED
>
<!ELEMENT Workout ((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)>
<!ATTLIST Workout
  workoutActivityType CDATA #REQUIRED
  duration            CDATA #IMPLIED
  durationUnit        CDATA #IMPLIED
  sourceName          CDATA #REQUIRED
  sourceVersion       CDATA #IMPLIED
  device              CDATA #IMPLIED
  creationDate        CDATA #IMPLIED
  startDate           CDATA #REQUIRED
  endDate             CDATA #REQUIRED
>
<!ELEMENT WorkoutStatistics EMPTY>
<!ATTLIST WorkoutStatistics
  type      CDATA #REQUIRED
  startDate CDATA #REQUIRED
  endDate   CDATA #REQUIRED
  average   CDATA #IMPLIED
  minimum   CDATA #IMPLIED
  maximum   CDATA #IMPLIED
  sum       CDATA #IMPLIED
  unit      CDATA #IMPLIED
>
<!ELEMENT MetadataEntry EMPTY>
<!ATTLIST MetadataEntry
  key   CDATA #REQUIRED
  value CDATA #REQUIRED
>
]>
"""
FEMALE, MALE, NOT_SET = (f"HKBiologicalSex{name}" for name in ("Female", "Male", "NotSet"))
SEX = {"female": FEMALE, "male": MALE}


def header(exported: str, birth_year: int | None, sex: str | None) -> str:
    """Return everything before the first record."""
    born = "" if birth_year is None else f"{birth_year}-01-01"
    what = "HKCharacteristicTypeIdentifier"
    return (
        f'{DTD}<HealthData locale="en_GB">\n <ExportDate value="{exported}"/>\n'
        f' <Me {what}DateOfBirth="{born}" {what}BiologicalSex="{SEX.get(sex or "", NOT_SET)}"'
        f' {what}BloodType="HKBloodTypeNotSet"'
        f' {what}FitzpatrickSkinType="HKFitzpatrickSkinTypeNotSet"/>\n'
    )
