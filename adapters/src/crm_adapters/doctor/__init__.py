"""Doctor: looks at everything the CRM stands on, and says of each what it found and what to do. It changes nothing."""

from crm_adapters.doctor.examination import Examination, examine

__all__ = ["Examination", "examine"]
