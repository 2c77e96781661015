"""Votes under a strategy: how many of those who are asked must say yes, and what they said."""

from crm_core.voting.refusals import AlreadyDecided, MayNotVote
from crm_core.voting.strategies import (
    BUILT_IN,
    FIRST,
    UNISON,
    Answer,
    ApprovalStrategy,
    Ballot,
    First,
    Majority,
    Quorum,
    Response,
    Responses,
    Strategies,
    StrategyName,
    StrategyUnusable,
    Unison,
)
from crm_core.voting.votes import Vote, Voting

__all__ = [
    "BUILT_IN",
    "FIRST",
    "UNISON",
    "AlreadyDecided",
    "Answer",
    "ApprovalStrategy",
    "Ballot",
    "First",
    "Majority",
    "MayNotVote",
    "Quorum",
    "Response",
    "Responses",
    "Strategies",
    "StrategyName",
    "StrategyUnusable",
    "Unison",
    "Vote",
    "Voting",
]
