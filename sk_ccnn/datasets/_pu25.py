"""The repository that two cohorts come from."""

REPOSITORY = "predictive-clinical-neuroscience/pu25_code"
COMMIT = "bf10c5a5991854242bd693193bf4db35ddfdddeb"
