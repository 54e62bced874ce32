"""The installer's settings file, written from the settings' own declarations: it cannot be out of date."""

from __future__ import annotations

import json
from itertools import groupby

from kiosk.setting_rules import Setter, Value
from kiosk.settings import KeyDescription, describe

HEAD = """\
# Settings of this kiosk, read when it starts. To set a key, remove the `#` before it; shown is the default.
# Check with: sudo -u touchlane kiosk doctor --settings /etc/touchlane/kiosk.toml
# Then: sudo systemctl restart touchlane-kiosk
"""


def text() -> str:
    """TOML in which every key an installer may set stands as a comment, with what it is."""
    keys = [key for key in describe() if Setter.INSTALLER in key.rule.set_by]
    parts = [HEAD]
    for section, members in groupby(keys, lambda key: key.key.partition(".")[0]):
        parts.append(f"\n[{section}]\n")
        parts += [_entry(key) for key in members]
    return "".join(parts)


def _entry(key: KeyDescription) -> str:
    rule = key.rule
    choices = f"; of: {', '.join(rule.choices)}" if rule.choices else ""
    unit = f", in {rule.unit}" if rule.unit else ""
    return f"# {rule.about}{unit}{choices}\n#{key.key.partition('.')[2]} = {_toml(key.default)}\n"


def _toml(value: Value) -> str:
    """Texts, numbers, truths and lists of texts are written in TOML as in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
