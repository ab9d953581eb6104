"""The mutual information of two weakly coupled bits."""

import numpy as np


def mutual_information(d):
    """I(X; Y) in nats for the table [[1/4 + d, 1/4 - d], [1/4 - d, 1/4 + d]], 0 <= d < 1/4; no digits are lost."""
    x = 4 * d
    return x * np.arctanh(x) + np.log1p(-x * x) / 2


def mutual_information_by_entropies(d):
    """The same as H(X) + H(Y) - H(X, Y): numbers near 2 log 2, which cancel."""
    joint = np.array([0.25 + d, 0.25 - d, 0.25 - d, 0.25 + d], dtype=np.asarray(d).dtype)
    return np.asarray(2 * np.log(2), joint.dtype) + np.sum(joint * np.log(joint))
