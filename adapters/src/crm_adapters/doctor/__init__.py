"""Doctor: health checks of everything an installation uses, each with its remedy; it changes nothing."""

from crm_adapters.doctor.health_report import LOOK_AFTER_IT, HealthReport, examine

__all__ = ["LOOK_AFTER_IT", "HealthReport", "examine"]
