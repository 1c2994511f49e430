"""Taking in: from revisions that arrived to rows, states and outcomes, inside one write transaction.

The same code runs on every replica and does not ask what it is. What a judging server has sealed is taken as it is;
what only a device has sealed is judged where this replica is the area's home, and otherwise held unjudged. Missing
parents park a revision; it is decided on again in the transaction that brings the last of them, so that a stream always
lists parents first.

`taking` decides, `judging` says what is void, `touched` keeps the records and verdicts that a batch is about,
`entering` makes rows and seals.
"""

from sync.intake.judging import judge_entering
from sync.intake.node import HouseRules, Node
from sync.intake.taking import Intake, release, take_in

__all__ = ["HouseRules", "Intake", "Node", "judge_entering", "release", "take_in"]
