"""What the fork server imports before the first run, so that a run starts at once.

The only thread that this starts is one of Arrow's allocator, which has fork handlers of its own.
"""

import lightgbm  # noqa: F401 - for its import
import pyarrow.csv
import pyarrow.parquet  # noqa: F401 - for its import
import sklearn.ensemble
import sklearn.linear_model
import sklearn.metrics
import sklearn.neural_network  # noqa: F401 - for its import
import skops.io  # noqa: F401 - for its import

import signalbox_tabular.training  # noqa: F401 - for its import
