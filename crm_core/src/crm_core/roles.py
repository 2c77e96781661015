"""What people are to the tenant; of its own, so that a help that names them imports nothing else."""

from enum import StrEnum


class Role(StrEnum):
    REP = "rep"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    ADMIN = "admin"
    PARTNER = "partner"
