# SPDX-License-Identifier: GPL-2.0
"""Read OpenMetrics on stdin as strictly as its own parser does; print families and types."""
import sys
from prometheus_client.openmetrics.parser import text_fd_to_metric_families

for family in text_fd_to_metric_families(sys.stdin):
    print(family.name, family.type, len(family.samples))
