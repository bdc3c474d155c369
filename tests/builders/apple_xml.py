"""Documents like Apple's export, whole and spoilt, for hypothesis."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.builders.exports import SPAN, health, steps

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
DEVICE = ' device="&lt;&lt;HKDevice: 0x28&gt;, name:Watch&gt;"'
GLUCOSE = (
    f'<Record type="HKQuantityTypeIdentifierDietarySugar" sourceName="App" unit="g" {SPAN} value='
)
PIECES = [
    steps(1),
    steps(2, DEVICE),
    steps(3, ' note="a&amp;b &#10; &#x41;"'),
    steps("4\n5", "\t"),
    steps(6).replace('"', "'"),
    steps(7).replace("/>", '><MetadataEntry key="HKTimeZone" value="Europe/Paris"/></Record>'),
    steps(8).replace(
        "/>",
        '><MetadataEntry key="k" value="1"/><MetadataEntry key="k" value="2"/>'
        '<MetadataEntry key="" value="3"/></Record>',
    ),
    steps("ä\u0085\u2028", ' x:y="1" xmlns:x="u"'),
    f'{GLUCOSE}"1"/>\n',
    f'<Correlation type="HKCorrelationTypeIdentifierFood" {SPAN}>'
    '<MetadataEntry key="a" value="b"/>\n'
    f'  {GLUCOSE}"1"/>{GLUCOSE}"2"/></Correlation>\n',
    f'<Workout workoutActivityType="Running" {SPAN}>\n  <WorkoutStatistics type="HR" average="1"/>'
    '<WorkoutRoute><Location latitude="1"/><FileReference path="/a.gpx"/></WorkoutRoute>'
    "</Workout>\n",
    '<ActivitySummary dateComponents="2024-06-15" appleStandHours="12"/>\n',
    "<Me><HKCharacteristicTypeIdentifierDateOfBirth>1980-01-01"
    "</HKCharacteristicTypeIdentifierDateOfBirth></Me>\n",
    f'<StateOfMind valence="0.5" {SPAN}/><Audiogram type="x"/>\n',
    "<!-- a comment -->\n",
    f"<!-- {steps(9)} -->\n",
    f"<![CDATA[{steps(10)}]]>\n",
    "<?target data?>\n",
    "text &lt; more\n",
]
BAD = [
    steps(11).replace("/>", ">"),
    steps(12).replace("value=", "value"),
    steps(13, " unit='count'"),
    "</Record>\n",
    "<Record type=\n",
    '<Record type="x" device name="y"/>\n',
    "</HealthData>\n",
    "<HealthData>\n",
    "]]>",
    "<!--",
    "&nbsp;",
    "\x0b&#11;&#x1F;",
    '"',
]
GOOD = st.lists(st.sampled_from(PIECES), max_size=12)
ODD = st.lists(st.sampled_from([*PIECES, *PIECES, *BAD]), max_size=12)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Return a document, cut, with bytes flipped and put in."""
    content = health(*(f" {one}" for one in draw(ODD)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(60, len(content)))
        put = draw(
            st.sampled_from([b"", b"<", b'"', b"&", b"\0", b"\xff", b"'", b">", b"\r", b" "])
        )
        content = content[:at] + put + content[at + draw(st.integers(0, 3)) :]
    return content[: draw(st.integers(60, len(content)))] if draw(st.booleans()) else content


def whole(*pieces: str) -> bytes:
    return health(*(f" {one}" for one in pieces))
