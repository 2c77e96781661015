"""Traces of workflows and their steps, by OpenTelemetry; where they go to is said by whoever sets up its SDK."""

from crm_adapters.telemetry.watch import TracedProcesses

__all__ = ["TracedProcesses"]
