// SPDX-License-Identifier: MIT
/**
 * Writes metrics in the text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/) or that of OpenMetrics 1.0
 * (https://prometheus.io/docs/specs/om/open_metrics_spec/).
 */
#ifndef SHOW_METRICS_H
#define SHOW_METRICS_H

#include "sock/metrics.h"

enum metrics_format {
    METRICS_PROMETHEUS,
    METRICS_OPENMETRICS,
};

/**
 * Writes METRICS, which metrics_finish has sorted, to FD. A metric without series is left out.
 * Returns 0 or a negative errno.
 */
int show_metrics(const struct metrics *metrics, enum metrics_format format, int fd);

#endif
