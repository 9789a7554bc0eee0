"""How unsure a log-odds is where a feature that the model weighs is not measured.

What is not measured contributes 0, the mean of training. What it would have contributed had it been measured is
spread around that as it is among the training rows in which it is measured.
"""

import numpy as np
import pandas as pd


def measured(X: pd.DataFrame, names: np.ndarray) -> np.ndarray:
    """Whether the feature of each transformed column is measured, bool, shape (n, n_columns)."""
    return X[list(names)].notna().to_numpy()


def add_moments(moments: np.ndarray, columns: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Sums of products of the columns and numbers of rows in which both are measured, shape (2, p, p), added to."""
    counted = there.astype(float)
    return moments + np.stack([columns.T @ columns, counted.T @ counted])


def mean_products(moments: np.ndarray) -> np.ndarray:
    """Mean product of each two columns over the rows in which both are measured, about 0; shape (p, p)."""
    return moments[0] / np.maximum(moments[1], 1)


def unmeasured_variance(weights: np.ndarray, products: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Variance of what the columns that are not measured would have added, shape (n,).

    ``m' C m`` with m the weights of what a row lacks and C the mean products; the diagonal is each weight squared
    times the variance of its column. It takes for granted that what is lacking is independent of what is measured of
    the same person, and that it is not lacking on account of its value; what lacks together may go together.
    """
    lacking = np.where(there, 0.0, weights)
    # Pairs measured in different rows need not make a covariance matrix: no less than the largest column alone.
    together = np.einsum("ij,jk,ik->i", lacking, products, lacking, optimize=True)
    alone = (lacking**2 * np.diag(products)).max(axis=1, initial=0.0)
    return np.maximum(together, alone)
