"""What fitted hazards say of rows: risks, their errors, and what the risk's path to a person begins with."""

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.utils.validation import check_is_fitted

from houvast.risk_loops import Tables, fill_curve_slopes, fill_incidence, fill_slopes
from houvast.sensitivity import Sensitivity, Uncertainty
from houvast.transforms import TenureCurve, check_columns, map_chunks, tenure_days
from houvast.unmeasured import measured, unmeasured_variance


class RiskPredictions:
    """Predictions of a fitted `HazardModel`, in one pass over the rows each, a part of them at a time."""

    def predict_incidence(self, X: pd.DataFrame) -> np.ndarray:
        """Chance of having left by choice by the end of each period, shape (n, periods), rising."""
        return self._predict(X, ())[0]

    def predict_with_error(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """`predict_incidence` and `log_odds_error`, from one pass over the rows."""
        incidence, errors = self._predict(X, (self.headline,))
        return incidence, errors[:, 0]

    def predict_with_uncertainty(self, X: pd.DataFrame) -> tuple[np.ndarray, Uncertainty]:
        """`predict_incidence`, its errors in every period, and how the headline risk hangs on what is uncertain."""
        n, width = len(X), len(self.covariance_)
        headline = Sensitivity(np.empty(n), np.empty((n, width)), np.empty(n))
        incidence, errors = self._predict(X, tuple(range(1, self.n_periods + 1)), headline)
        return incidence, Uncertainty(errors, headline)

    def predict_risk(self, X: pd.DataFrame, weeks: int) -> np.ndarray:
        """Chance of leaving by choice within so many weeks, shape (n,).

        Raises
        ------
        ValueError
            The model has no period that ends there.
        """
        return self.predict_incidence(X)[:, self.period_until(weeks)]

    def period_until(self, weeks: int) -> int:
        """The period that ends after so many weeks, from 0.

        Raises
        ------
        ValueError
            There is none.
        """
        if weeks * 7 not in self.edges_days[1:]:
            known = ", ".join(str(day // 7) for day in self.edges_days[1:] if day % 7 == 0)
            raise ValueError(f"`weeks` must be one of {known}. Got {weeks}.")
        return self.edges_days.index(weeks * 7) - 1

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Calibrated probabilities of (stays, leaves) within the headline horizon, shape (n, 2)."""
        risk = self.predict_incidence(X)[:, self.headline - 1]
        return np.column_stack([1 - risk, risk])

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Calibrated log-odds of leaving within the headline horizon, shape (n,)."""
        return logit(self.predict_proba(X)[:, 1])

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """1 where the risk is above one half; a list ranks risks instead."""
        return (self.predict_proba(X)[:, 1] > 0.5).astype(int)

    def log_odds(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Log-odds of leaving by choice (calibrated) and otherwise, each shape (periods, n)."""
        check_is_fitted(self, "weights_")
        check_columns(self.feature_names_in_, X)
        return self.log_odds_of(self.columns_.transform(X) @ self.weights_, self.hats(X))

    def log_odds_of(self, pull: np.ndarray, hats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same from the sum of the weighted columns, shape (n,), and the tenure curve's columns."""
        return self._leaving_of(pull, hats), self.other_level_[:, None] + hats @ self.other_curve_

    def leaving_log_odds(self, X: pd.DataFrame) -> np.ndarray:
        """The first of `log_odds` alone, shape (periods, n)."""
        return self._leaving_of(self.columns_.transform(X) @ self.weights_, self.hats(X))

    def _leaving_of(self, pull: np.ndarray, hats: np.ndarray) -> np.ndarray:
        return self.slope_ * (self.level_[:, None] + hats @ self.curve_ + pull) + self.shift_

    def base_log_odds(self) -> tuple[np.ndarray, np.ndarray]:
        """The same at the mean of the training rows, each shape (periods,)."""
        hats = self.hats_center_[:, None]
        voluntary, other = self.log_odds_of(np.array([self.center_ @ self.weights_]), hats)
        return voluntary[:, 0], other[:, 0]

    def hats(self, X: pd.DataFrame) -> np.ndarray:
        """The tenure curve's columns in the middle of each period, shape (periods, n, knots)."""
        return self.curve().columns(tenure_days(X))

    def log_odds_error(self, X: pd.DataFrame) -> np.ndarray:
        """Standard error of the calibrated log-odds of the headline risk, shape (n,).

        Sandwich estimate, clustered by person (Liang and Zeger, Biometrika 1986, 73(1), 13-22), of the
        penalised fit, and beside it the spread of what is not measured of a person though the model weighs it
        (`unmeasured`), which is taken to be independent of all that is measured. Both are carried to the risk by
        the delta method; calibration and other exits are taken as given and shrinkage bias is not in it.
        """
        return self._predict(X, (self.headline,))[1][:, 0]

    def read(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Columns, shape (n, n_columns) in Fortran order, their calibrated sum, and days of tenure, each shape (n,)."""
        columns = np.asfortranarray(self.columns_.transform(X))
        return columns, self.slope_ * (columns @ self.weights_), tenure_days(X)

    def tables(self) -> Tables:
        """Log-odds of leaving by choice (calibrated, the columns being 0) and otherwise, by days of tenure."""
        curve = self.curve()
        voluntary = self.slope_ * (self.level_ + curve.heights(self.curve_)) + self.shift_
        return Tables(voluntary, self.other_level_ + curve.heights(self.other_curve_))

    @property
    def n_periods(self) -> int:
        """Periods of the follow-up."""
        return len(self.edges_days) - 1

    @property
    def headline(self) -> int:
        """Periods within the headline horizon."""
        return self.edges_days.index(self.headline_days)

    @property
    def weights(self) -> np.ndarray:
        """Calibrated log-odds of leaving in a period, per unit of each transformed column."""
        return self.slope_ * self.weights_

    def find_sensitivities(
        self, X: pd.DataFrame, ends: tuple[int, ...], tables: Tables
    ) -> tuple[np.ndarray, list[Sensitivity]]:
        """Incidence of the rows, shape (n, periods), and how the risk after so many periods hangs on what is uncertain.

        Parameters
        ----------
        tables : Tables
            The model's.
        """
        columns, pull, days = self.read(X)
        incidence = np.empty((days.size, self.n_periods))
        fill_incidence(pull, days, tables, incidence)
        if not ends:
            return incidence, []
        there = measured(X, self.columns_.get_feature_names_out())
        lacking = unmeasured_variance(self.weights_, self.products_, there)
        found = []
        for end in ends:
            gradient = self.risk_gradient(columns, pull, days, tables, end)
            slope = gradient[:, :end].sum(axis=1)
            found.append(Sensitivity(incidence[:, end - 1], gradient, slope**2 * lacking))
        return incidence, found

    def _predict(
        self, X: pd.DataFrame, ends: tuple[int, ...], headline: Sensitivity | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Incidence, shape (n, periods), and errors of the log-odds, shape (n, ends); `headline` is filled if given."""
        check_is_fitted(self, "weights_")
        check_columns(self.feature_names_in_, X)
        incidence, errors, tables = np.empty((len(X), self.n_periods)), np.empty((len(X), len(ends))), self.tables()

        def work(rows: slice) -> None:
            incidence[rows], found = self.find_sensitivities(X.iloc[rows], ends, tables)
            for place, one in enumerate(found):
                errors[rows, place] = one.log_odds_error(self.covariance_)
            if headline is not None:
                headline.fill(rows, found[ends.index(self.headline)])

        map_chunks(work, len(X))
        return incidence, errors

    def mean_risk(self, X: pd.DataFrame, tables: Tables) -> tuple[float, np.ndarray]:
        """The mean headline risk of the rows, and its derivatives to levels, curve and weights of leaving by choice.

        Parameters
        ----------
        tables : Tables
            The model's.
        """
        columns, pull, days = self.read(X)
        incidence = np.empty((days.size, self.n_periods))
        fill_incidence(pull, days, tables, incidence)
        gradient = self.risk_gradient(columns, pull, days, tables, self.headline)
        return float(incidence[:, self.headline - 1].mean()), gradient.mean(axis=0)

    def risk_gradient(
        self, columns: np.ndarray, pull: np.ndarray, days: np.ndarray, tables: Tables, end: int
    ) -> np.ndarray:
        """Derivatives of the risk after `end` periods to levels, curve and weights, shape (n, parameters).

        Parameters
        ----------
        columns, pull, days : ndarray
            As from `read`.
        """
        slopes, curve = np.empty((days.size, end)), self.curve()
        fill_slopes(pull, days, tables, slopes)
        slopes *= self.slope_
        heads = self.n_periods + curve.size
        gradient = np.zeros((days.size, heads + columns.shape[1]))
        gradient[:, :end] = slopes
        fill_curve_slopes(
            days, slopes, curve.middle, curve.knot, curve.share, curve.start, gradient[:, self.n_periods : heads]
        )
        np.multiply(columns, slopes.sum(axis=1)[:, None], out=gradient[:, heads:])
        return gradient

    def curve(self) -> TenureCurve:
        """The tenure curve of these periods."""
        return TenureCurve(self.tenure_knots, self.edges_days)
