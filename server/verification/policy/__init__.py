"""The policy: what the programme sets, each value with its source, how well it is known, and when it holds."""

from server.verification.policy.loading import JIAOZUO, load_policy, parse_policy
from server.verification.policy.policy import Entry, InForce, Level, Policy
from server.verification.policy.problems import PolicyError, Problem

__all__ = ["JIAOZUO", "Entry", "InForce", "Level", "Policy", "PolicyError", "Problem", "load_policy", "parse_policy"]
