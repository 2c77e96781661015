"""The roles of users; a module of its own, so that a help text that lists them imports nothing else."""

from enum import StrEnum


class Role(StrEnum):
    REP = "rep"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    ADMIN = "admin"
    PARTNER = "partner"
