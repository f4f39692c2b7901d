"""Two methods of forecasting, and what drives the figures."""

import statsmodels.api as sm
import statsmodels.formula.api as smf
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX


def told(index, mean, lower=None, upper=None):
    """Returns weeks with figures that planners can use."""
    weeks = []
    for n, week in enumerate(index):
        each = {"week": f"{week:%Y-%m-%d}", "parcels": round(float(mean.iloc[n]))}
        if lower is not None:
            each["from"], each["to"] = round(float(lower.iloc[n])), round(float(upper.iloc[n]))
        weeks.append(each)
    return weeks


def smoothing(parcels, weeks):
    """Continues level, trend and season."""
    model = ExponentialSmoothing(
        parcels["parcels"].astype(float), trend="add", seasonal="add", seasonal_periods=13
    )
    mean = model.fit().forecast(weeks)
    return told(mean.index, mean)


def autoregression(parcels, weeks):
    """Continues what one week tells of the next, with an interval."""
    model = SARIMAX(parcels["parcels"].astype(float), order=(1, 1, 1), trend="c")
    found = model.fit(disp=False, maxiter=60).get_forecast(weeks)
    bounds = found.conf_int(alpha=0.2)
    return told(
        found.predicted_mean.index, found.predicted_mean, bounds.iloc[:, 0], bounds.iloc[:, 1]
    )


def explained(parcels):
    """Returns how much a sale and a holiday add, by least squares."""
    fitted = smf.ols("parcels ~ sale + holiday + C(quarter)", parcels.reset_index()).fit()
    _, p_value, *_ = sm.stats.het_breuschpagan(fitted.resid, fitted.model.exog)
    return {
        "sale": round(fitted.params["sale"]),
        "holiday": round(fitted.params["holiday"]),
        "explained": round(float(fitted.rsquared), 3),
        "even": bool(p_value > 0.05),
    }


METHODS = {"autoregression": autoregression, "smoothing": smoothing}
