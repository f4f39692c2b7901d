"""The kinds of charts, each drawn onto axes."""

from datetime import datetime

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import PercentFormatter


def latency(axes, event):
    """Draws percentiles over time, with a band between the outer ones."""
    series = event["series"]
    when = [datetime.fromisoformat(each["time"]) for each in series]
    values = {name: np.array([each[name] for each in series]) for name in ("p50", "p90", "p99")}
    for name, line in values.items():
        axes.plot(when, line, label=name, linewidth=1.5)
    axes.fill_between(when, values["p50"], values["p99"], alpha=0.15)
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_ylabel("milliseconds")
    axes.legend(loc="upper left", frameon=False)


def availability(axes, event):
    """Draws a bar for each service, red below its objective."""
    series = event["series"]
    names = [each["service"] for each in series]
    shares = [each["good"] / each["total"] for each in series]
    objective = event.get("objective", 0.999)
    colours = ["tab:green" if share >= objective else "tab:red" for share in shares]
    axes.barh(names, shares, color=colours)
    axes.axvline(objective, color="black", linestyle=":", label=f"objective {objective:.2%}")
    axes.set_xlim(min(*shares, objective) - 0.001, 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=2))
    axes.legend(loc="lower left")


def spread(axes, event):
    """Draws how long requests took, with the median in mathematical notation."""
    times = np.array([each["ms"] for each in event["series"]])
    axes.hist(times, bins=min(20, len(times)), color="tab:blue", alpha=0.8)
    median = float(np.median(times))
    axes.axvline(median, color="tab:orange", label=rf"$\tilde{{x}} = {median:.1f}\,$ms")
    axes.set_xlabel("milliseconds")
    axes.legend()


ALL = {"availability": availability, "latency": latency, "spread": spread}
