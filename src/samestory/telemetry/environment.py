"""What OpenTelemetry's own environment variables ask for.

https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

from collections.abc import Mapping

TRACES, METRICS = "traces", "metrics"
_SPOKEN = ("", "http/protobuf")
"""The protocols of OTLP that are spoken here; "" is what the exporter takes by itself."""


def signals_wanted(environ: Mapping[str, str]) -> frozenset[str]:
    """Return what is to be exported: "traces", "metrics", both or nothing.

    A signal is exported if its endpoint, or that of all signals, is set.

    >>> sorted(signals_wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}))
    ['metrics', 'traces']
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return frozenset()
    return frozenset(each for each in (TRACES, METRICS) if _has_endpoint(each, environ))


def other_protocol(signals: frozenset[str], environ: Mapping[str, str]) -> str:
    """Return a protocol that is asked for and not spoken here, such as "grpc"; else ""."""
    usual = environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "")
    named = (environ.get(f"OTEL_EXPORTER_OTLP_{each.upper()}_PROTOCOL", usual) for each in signals)
    return next((each for each in named if each.strip().lower() not in _SPOKEN), "")


def _has_endpoint(signal: str, environ: Mapping[str, str]) -> bool:
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT")
    exporter = environ.get(f"OTEL_{signal.upper()}_EXPORTER", "otlp").strip().lower()
    return exporter in {"", "otlp"} and any(environ.get(each) for each in names)
