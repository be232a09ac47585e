"""The ML service `tabular`: training and prediction on tables."""

__version__ = "0.1.0"
