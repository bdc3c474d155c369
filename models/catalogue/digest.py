"""What a slate's draw depends on in the catalogue, as one short name."""

import hashlib
import json

from models.catalogue.activities import activities

DRAWN_FROM = ("catalogue_id", "type", "minutes", "intensity", "rpe", "equipment", "actions")
SCREENED_BY = ("loads_sites", "contraindications")


def digest() -> str:
    """Return 12 hex digits that change with who may be offered what, not with a mended sentence."""
    rows = [
        {name: getattr(one, name) for name in (*DRAWN_FROM, *SCREENED_BY)}
        for one in activities().values()
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:12]
