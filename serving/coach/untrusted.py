"""Free text from data (notes, titles of workouts): shown as a quotation, never as an order."""

from serving.coach.gate import suspicious

LONGEST = 200
WITHHELD = "[a note that looks like orders to a machine; not passed on]"


def quoted(text: str) -> str:
    """Return the text in quotation marks, shortened; what gives orders is withheld."""
    if suspicious(text):
        return WITHHELD
    plain = " ".join(text.split()).replace('"', "'")
    return f'"{plain[:LONGEST]}{"..." if len(plain) > LONGEST else ""}"'
