"""Doctor: looks at everything the CRM stands on, and says of each what it found and what to do. It changes nothing."""

from crm_adapters.doctor.health_report import LOOK_AFTER_IT, HealthReport, examine

__all__ = ["LOOK_AFTER_IT", "HealthReport", "examine"]
