"""Traces of workflows and their steps, by OpenTelemetry; the application configures its SDK."""

from crm_adapters.telemetry.watch import TracedProcesses

__all__ = ["TracedProcesses"]
