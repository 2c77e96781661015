"""Fiscal calendars: the years, quarters and months that quotas and commissions are counted by, each with an id."""

from crm_core.fiscal.calendar import FiscalCalendar, NamedBy, YearOf
from crm_core.fiscal.period import FiscalPeriod, PeriodId, PeriodLength

__all__ = ["FiscalCalendar", "FiscalPeriod", "NamedBy", "PeriodId", "PeriodLength", "YearOf"]
