"""A fleet of simulated tablets with real-looking days, for the demo and the benchmarks.

`survey` is what is surveyed, `mistakes` what collectors get wrong, `clock` and `line` what fails them, `collector` one
of them with a tablet, `run` all of them, and `report` what came of it. Every choice is drawn from the seed; only how
the server interleaves them differs between two runs.
"""

from client_stub.fleet.collector import Habits
from client_stub.fleet.report import FleetReport
from client_stub.fleet.run import run_fleet
from client_stub.fleet.survey import SurveyHousehold, SurveyMember

__all__ = ["FleetReport", "Habits", "SurveyHousehold", "SurveyMember", "run_fleet"]
