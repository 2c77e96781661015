"""What is stored goes out again, in the shape that an import reads back."""

from crm_operations.exporting.coordinator import EXPORTED, Export, ExportCoordinator

__all__ = ["EXPORTED", "Export", "ExportCoordinator"]
