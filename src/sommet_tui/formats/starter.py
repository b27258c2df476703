"""The shortest programme file that shows the format, for organisers to begin with."""

from __future__ import annotations

STARTER = """\
# Save this as programme.yaml, change it, and run "sommet-tui check programme.yaml".
event:
  title: Example Day
  timezone: Europe/Paris
days:
  - date: 2027-03-01
    sessions:
      - {start: "9:00", end: "9:30", title: Opening}
      - {start: "9:30", end: "10:00", title: Coffee, kind: break}
      - {start: "10:00", end: "11:30", title: "Panel: who decides?"}
"""
